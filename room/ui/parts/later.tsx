import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A component that is fetched when it is first shown. */
export function later<P extends object>(
  fetchIt: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  let ready: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => ready);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (ready !== null) return;
      let here = true;
      fetchIt().then(
        (part) => {
          ready = part;
          if (here) setPart(() => part);
        },
        () => here && setFailed(true),
      );
      return () => {
        here = false;
      };
    }, []);
    if (Part !== null) return <Part {...props} />;
    return failed ? <NotFetched /> : null;
  };
}

function NotFetched() {
  return (
    <p class="note" role="alert">
      This part could not be fetched. <a href={location.pathname}>Try again</a>
    </p>
  );
}
