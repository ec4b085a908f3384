import { Beside } from "./beside.tsx";

/** Beside a text that is being written: who picks up the phone, when words in it suggest danger. */
export function People({ field }: { field: string }) {
  const load = async () => (await import("../../coach/people.ts")).watchForDanger;
  return <Beside field={field} load={load} />;
}
