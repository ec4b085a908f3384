import type { Situation } from "../../coach/coach.ts";
import { Beside } from "./beside.tsx";

/** Whether company is what would help, and no advice: nobody asked for information or practical help. */
export const asksForCompany = (wishes: string[]): boolean =>
  wishes.includes("company") && !wishes.includes("information") && !wishes.includes("practical");

/** Beside a text that is being written: what a phrase in it may do to whoever reads it. `field` is the text's id. */
export function Coach({ field, what, company = false }: { field: string } & Partial<Situation>) {
  const load = async () => {
    const { watch } = await import("../../coach/watch.ts");
    return (text: HTMLTextAreaElement, place: HTMLElement) =>
      watch(text, place, { what: what ?? "answer", company });
  };
  return <Beside field={field} load={load} given={[what, company]} />;
}
