// On the page of the numbers: how they are shown is remembered on this device, and nothing else is. Without script it
// is chosen in the form each time.
const KEY = "framing";

/** Storage can be turned off; then nothing is remembered. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(framing: string): void {
  try {
    localStorage.setItem(KEY, framing);
  } catch {
    // It is asked again next time.
  }
}

const form = document.querySelector<HTMLFormElement>("form#ask");
const answer = document.querySelector<HTMLElement>("section#answer");
if (form) {
  const before = remembered();
  // Once something was chosen, the page has it.
  if (!answer && before && !form.querySelector("[aria-invalid]")) {
    for (const one of form.querySelectorAll<HTMLInputElement>("[name=framing]"))
      one.checked = one.value === before || (one.checked && !isKnown(form, before));
  }
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
    const chosen = form.querySelector<HTMLInputElement>("[name=framing]:checked")?.value ?? "";
    remember(pressed || chosen);
  });
}

function isKnown(form: HTMLFormElement, framing: string): boolean {
  return [...form.querySelectorAll<HTMLInputElement>("[name=framing]")].some(
    ({ value }) => value === framing,
  );
}
