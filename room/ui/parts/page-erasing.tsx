import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { useBusy } from "./busy.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import type { PageEditing } from "./page-editing.ts";
import { useRoom } from "./room.tsx";

/** For good: the link, and her own copy too. */
export function PageErasing({ id, page }: { id: string; page: PageEditing }) {
  const { forThem } = useRoom();
  const { route } = useLocation();
  const [asking, setAsking] = useState(false);
  const { busy, wrong, run } = useBusy();
  const erase = () =>
    run(async () => {
      const pages = await forThem();
      await pages.erase(id, await page.settled());
      page.stop();
      route("/for-them");
    });
  return (
    <div class="erase">
      <button type="button" class="plain" onClick={() => setAsking(true)}>
        Erase it
      </button>
      {asking && (
        <Dialog title="Erase it for good" onClose={() => setAsking(false)}>
          <p>The page is erased here and on the server, and its link opens nothing from then on.</p>
          <Wrong say={wrong} />
          <div class="acts">
            <button type="button" class="button quiet" onClick={() => setAsking(false)}>
              Leave it as it is
            </button>
            <button
              type="button"
              class="button grave"
              aria-disabled={busy}
              onClick={() => void erase()}
            >
              Erase it
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
