import { useEffect, useRef } from "preact/hooks";

/** Reads a field and shows something in a place beside it; returns what ends it. */
export type Watch = (field: HTMLTextAreaElement, place: HTMLElement) => () => void;

/**
 * A place beside the text with the id `field` for what `load` brings, fetched when somebody writes; without it the form
 * is the same. It is begun anew when one of `given` changes.
 */
export function Beside({
  field,
  load,
  given = [],
}: {
  field: string;
  load: () => Promise<Watch>;
  given?: unknown[];
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let here = true;
    let end: () => void = () => undefined;
    load().then(
      (watch) => {
        const text = document.getElementById(field);
        if (!here || place.current === null || !(text instanceof HTMLTextAreaElement)) return;
        end = watch(text, place.current);
      },
      () => undefined,
    );
    return () => {
      here = false;
      end();
    };
  }, [field, ...given]);
  return <div role="status" ref={place} />;
}
