import { useEffect, useState } from "preact/hooks";
import { useBusy } from "./busy.ts";
import { Wrong } from "./field.tsx";
import { useRoom } from "./room.tsx";

/** Above every page of hers while the place shows less than this device has seen. */
export function WentBack() {
  const room = useRoom();
  const [shown, setShown] = useState(room.wentBack.now);
  const { busy, wrong, run } = useBusy();
  useEffect(() => room.wentBack.watch(() => setShown(true)), [room]);
  if (!shown) return null;
  const go = () =>
    run(async () => {
      await room.wentBack.goOn();
      // Nothing of the newer state is left in memory either.
      location.reload();
    });
  return (
    <section class="narrow card stack" aria-labelledby="went-back">
      <h2 id="went-back">This place went back to an earlier state</h2>
      <p>
        It shows less than this device has seen. That is so after a backup was put back. It would
        also be so if somebody hid something from you, so please ask whoever runs the place first,
        in another way than here.
      </p>
      <p>
        If you go on, what this device still has of your own is sent again, and you see your circles
        as they were then. Somebody who was taken out since may be in one again: look at who is in
        it before you write.
      </p>
      <Wrong say={wrong} />
      <p>
        <button
          type="button"
          class="button quiet"
          aria-disabled={busy}
          onClick={() => !busy && void go()}
        >
          Go on from there
        </button>
      </p>
    </section>
  );
}
