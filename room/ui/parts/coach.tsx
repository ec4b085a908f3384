import { useEffect, useRef } from "preact/hooks";
import type { Situation } from "../../coach/coach.ts";

/** Whether company is what would help, and no advice: nobody asked for information or practical help. */
export const asksForCompany = (wishes: string[]): boolean =>
  wishes.includes("company") && !wishes.includes("information") && !wishes.includes("practical");

/** Beside a text that is being written: what a phrase in it may do to whoever reads it. `field` is the text's id. */
export function Coach({ field, what, company = false }: { field: string } & Partial<Situation>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let here = true;
    let end: () => void = () => undefined;
    // Fetched when somebody writes; without it the form is the same.
    void import("../../coach/watch.ts").then(
      ({ watch }) => {
        const text = document.getElementById(field);
        if (!here || place.current === null || !(text instanceof HTMLTextAreaElement)) return;
        end = watch(text, place.current, { what: what ?? "answer", company });
      },
      () => undefined,
    );
    return () => {
      here = false;
      end();
    };
  }, [field, what, company]);
  return <div role="status" ref={place} />;
}
