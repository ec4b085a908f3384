import type { StoryDocument } from "../../seal/index.ts";
import type { OpenAudience } from "../core/index.ts";
import { namesOfOthers } from "../core/others.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import type { GoingOut } from "./going-out.ts";
import { PenChoice, usePenPick } from "./pen-choice.tsx";

export const LET_GO = {
  community: "Let it go to the community",
  everyone: "Let it go to everyone",
} as const satisfies Record<OpenAudience, string>;

/** Who will newly see it, under which name, and what stays as it is. */
export function Widening({
  id,
  doc,
  far,
  going,
  onClose,
  onDone,
}: {
  id: string;
  doc: StoryDocument;
  far: OpenAudience;
  going: GoingOut;
  onClose: () => void;
  onDone: () => void;
}) {
  const pick = usePenPick(doc.pen);
  const fixed = doc.open === null ? null : doc.pen;
  const shown = pick.pens?.find((one) => one.id === fixed)?.name ?? pick.shown;
  const go = async () => {
    const pen = fixed ?? (await pick.settle());
    if (pen !== null && (await going.share(id, doc, far, pen))) onDone();
  };
  return (
    <Dialog title="Before it goes further" onClose={onClose}>
      <NewlySeen far={far} doc={doc} />
      <AboutOthers doc={doc} />
      {far === "everyone" && (
        <p>
          What you publish yourself can be brought up later, also in disputes: about work, about
          care you were given, or between parents. It can be taken back here; copies cannot.
        </p>
      )}
      {fixed === null ? (
        <PenChoice pick={pick} />
      ) : (
        <p>
          It stays under the pen name <strong>{shown}</strong>.
        </p>
      )}
      <p class="small muted">
        Everything else in your journey stays sealed. Your name for signing in shows nowhere.
      </p>
      <Wrong say={going.wrong} />
      {going.step !== null && (
        <p class="small muted" role="status">
          {going.step}
        </p>
      )}
      <div class="acts">
        <button type="button" class="button quiet" onClick={onClose}>
          Not now
        </button>
        <GoButton far={far} name={shown} going={going} onGo={go} />
      </div>
    </Dialog>
  );
}

function GoButton({
  far,
  name,
  going,
  onGo,
}: {
  far: OpenAudience;
  name: string;
  going: GoingOut;
  onGo: () => Promise<void>;
}) {
  const ready = name !== "" && !going.busy;
  return (
    <button
      type="button"
      class="button"
      aria-disabled={!ready}
      onClick={() => ready && void onGo()}
    >
      {LET_GO[far]}
    </button>
  );
}

/** Asked once, before a story goes further for the first time; it keeps nobody from anything. */
function AboutOthers({ doc }: { doc: StoryDocument }) {
  if (doc.open !== null) return null;
  const names = namesOfOthers(
    [doc.title, doc.text, ...doc.moments.map((one) => one.text)],
    doc.words,
  );
  if (names.length === 0) return null;
  const [last = "", ...first] = [...names].reverse();
  const all = first.length === 0 ? last : `${first.reverse().join(", ")} and ${last}`;
  return (
    <p class="note notice" role="note">
      It says {all}. Is this about someone else as well? If so, you may want to ask them, or leave
      the name out.
    </p>
  );
}

function NewlySeen({ far, doc }: { far: OpenAudience; doc: StoryDocument }) {
  const pictures = doc.photos.length + doc.moments.flatMap((one) => one.photos).length;
  return (
    <>
      <p>Newly able to read it:</p>
      <ul>
        {doc.open === null && <li>the members of this place, signed in</li>}
        {doc.open === null && <li>those who look after what is said here</li>}
        {far === "everyone" && (
          <li>anyone at all, without signing in: it is shown on the front page too</li>
        )}
        {far === "everyone" && doc.findable && <li>people who find it in a search engine</li>}
      </ul>
      <p>
        They see the title, the text, {doc.moments.length > 0 && "the moments, "}
        {pictures > 0 && "the photos, cleaned of where and when they were taken, "}
        and what you chose around it. This copy is not sealed: those who run the server can read it.
      </p>
    </>
  );
}
