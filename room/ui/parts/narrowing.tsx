import type { StoryDocument } from "../../seal/index.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import type { GoingOut } from "./going-out.ts";

interface Asked {
  id: string;
  doc: StoryDocument;
  going: GoingOut;
  onClose: () => void;
  onDone: () => void;
}

/** Back to only her: what that does, and what nothing can do. */
export function TakingBack({ id, doc, going, onClose, onDone }: Asked) {
  const go = async (letGo = false) => {
    if (await going.narrow(id, doc, letGo)) onDone();
  };
  return (
    <Dialog title="Take it back to only you" onClose={onClose}>
      {doc.open !== null && (
        <p>The open copy is erased: its page, its photos, and everything that pointed to it.</p>
      )}
      {doc.circle && <p>The circle’s copy is erased: nobody in the circle gets it any more.</p>}
      <p>
        The answers leave with it. You keep a sealed copy of them with your story, for you alone.
        Who said “I’m with you” is not kept.
        {doc.circle && " Those who answered in the circle keep their own words."}
      </p>
      <p class="note">
        What somebody has already read, photographed or copied cannot be taken back by anybody.
      </p>
      <Acts going={going} say="Take it back" onClose={onClose} onGo={() => go()} />
      {going.full && (
        <>
          <p>
            It can be taken back without them. Then its answers are erased for everybody, you too.
          </p>
          <div class="acts">
            <button
              type="button"
              class="button grave"
              aria-disabled={going.busy}
              onClick={() => !going.busy && void go(true)}
            >
              Take it back without the answers
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** From everyone to the community. */
export function Narrowing({
  id,
  doc,
  going,
  onClose,
  onDone,
  pen,
}: Asked & { pen: string | null }) {
  const go = async () => {
    if (pen !== null && (await going.share(id, doc, "community", pen))) onDone();
  };
  return (
    <Dialog title="Only the community from now on" onClose={onClose}>
      <p>
        The link stops working for those who are not members, and search engines are told that it is
        gone. Answers stay.
      </p>
      <p class="note">What was copied while it was public cannot be taken back by anybody.</p>
      <Acts going={going} say="Only the community" onClose={onClose} onGo={go} />
    </Dialog>
  );
}

/** For good. */
export function Erasing({ id, doc, going, onClose, onDone }: Asked) {
  const go = async () => {
    if (await going.erase(id, doc)) onDone();
  };
  return (
    <Dialog title="Erase it for good" onClose={onClose}>
      <p>
        The story, its moments and its photos are erased here and on the server
        {doc.open !== null && ", and with them the open copy and its answers"}
        {doc.circle && ", and the circle’s copy"}. Nobody can bring them back, and neither can you.
      </p>
      <Acts going={going} say="Erase it" onClose={onClose} onGo={go} grave />
    </Dialog>
  );
}

function Acts({
  going,
  say,
  onClose,
  onGo,
  grave = false,
}: {
  going: GoingOut;
  say: string;
  onClose: () => void;
  onGo: () => Promise<void>;
  grave?: boolean;
}) {
  return (
    <>
      <Wrong say={going.wrong} />
      <div class="acts">
        <button type="button" class="button quiet" onClick={onClose}>
          Leave it as it is
        </button>
        <button
          type="button"
          class={grave ? "button grave" : "button"}
          aria-disabled={going.busy}
          onClick={() => !going.busy && void onGo()}
        >
          {say}
        </button>
      </div>
    </>
  );
}
