import { useEffect, useRef } from "preact/hooks";

/** Beside a text that is being written: who picks up the phone, when words in it suggest danger. */
export function People({ field }: { field: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let here = true;
    let end: () => void = () => undefined;
    void import("../../coach/people.ts").then(
      ({ watchForDanger }) => {
        const text = document.getElementById(field);
        if (!here || place.current === null || !(text instanceof HTMLTextAreaElement)) return;
        end = watchForDanger(text, place.current);
      },
      () => undefined,
    );
    return () => {
      here = false;
      end();
    };
  }, [field]);
  return <div role="status" ref={place} />;
}
