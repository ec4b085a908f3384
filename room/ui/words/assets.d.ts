/** The address of a file that the build copied. */
declare module "*.txt" {
  const address: string;
  export default address;
}
declare module "*.css";
declare module "*/adjacencyGraphs.json.mjs" {
  const graphs: Record<string, Record<string, (string | null)[]>>;
  export default graphs;
}
declare module "*/passwords.json.mjs" {
  const words: string[];
  export default words;
}
declare module "*/commonWords.json.mjs" {
  const words: string[];
  export default words;
}
declare module "*/firstnames.json.mjs" {
  const words: string[];
  export default words;
}
