import { useEffect, useState } from "preact/hooks";

type Listener = (say: string) => void;
const listeners = new Set<Listener>();

/** Says something to those who hear the page. */
export const tell = (say: string): void => {
  for (const listener of listeners) listener(say);
};

/** Where screen readers hear what happened; there is one, in the frame. */
export function Spoken() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    listeners.add(setSaid);
    return () => {
      listeners.delete(setSaid);
    };
  }, []);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said}
    </p>
  );
}
