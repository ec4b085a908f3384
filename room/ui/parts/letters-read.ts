/** Said to the window when letters were opened: the line at the top looks again. */
export const LETTERS_READ = "alongside-letters-read";
