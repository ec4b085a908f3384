import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { StoryAudience, StoryDocument } from "../../seal/index.ts";
import { behind, behindCircle, type OpenAudience } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import type { Draft } from "./drafting.ts";
import { Wrong } from "./field.tsx";
import { type GoingOut, useGoingOut } from "./going-out.ts";
import { Erasing, Narrowing, TakingBack } from "./narrowing.tsx";
import { tell } from "./status.tsx";
import { TellingCircle } from "./telling-circle.tsx";
import { LET_GO, Widening } from "./widening.tsx";

type Asking = "circle" | "widen" | "narrow" | "back" | "erase" | null;

const isOut = (far: StoryAudience): far is OpenAudience =>
  far === "community" || far === "everyone";

/** The buttons at the end of the composer, and the questions that they ask first. */
export function ComposerActs({
  draft,
  far,
  onFar,
  signedIn,
}: {
  draft: Draft;
  far: StoryAudience;
  onFar: (far: StoryAudience) => void;
  signedIn: boolean;
}) {
  const { route } = useLocation();
  const { doc } = draft;
  const [asking, setAsking] = useState<Asking>(null);
  const { wrong, run } = useBusy();
  const going = useGoingOut(draft.take);
  const toStory = () => route(`/story/${draft.id}`);
  const keep = async () => {
    if (doc.open !== null || doc.circle) return setAsking("back");
    await run(async () => {
      const said = await draft.keepNow({ audience: "me", draft: false });
      onFar("me");
      if (signedIn && said.kind !== "too-large" && said.kind !== "not-kept") toStory();
      else tell("Kept on this device.");
    });
  };
  const update = async () => {
    if (doc.open === null || !isOut(doc.open.audience) || doc.pen === null) return;
    if (await going.share(draft.id, doc, doc.open.audience, doc.pen)) toStory();
  };
  const updateCircle = async () => {
    if (doc.circle && (await going.tellCircle(draft.id, doc, doc.circle.circle))) toStory();
  };
  return (
    <>
      <Wrong say={wrong ?? (asking === null ? going.wrong : null)} />
      {going.step !== null && asking === null && <p class="small muted">{going.step}</p>}
      <div class="acts">
        <KeepButton doc={doc} far={far} onKeep={() => void keep()} />
        {signedIn && far === "circle" && (
          <CircleButton doc={doc} going={going} onAsk={setAsking} onUpdate={updateCircle} />
        )}
        {signedIn && (
          <OutButton doc={doc} far={far} going={going} onAsk={setAsking} onUpdate={update} />
        )}
      </div>
      <p class="row far-apart erase">
        {(doc.open !== null || doc.circle) && far !== "me" && (
          <button type="button" class="plain" onClick={() => setAsking("back")}>
            Take it back
          </button>
        )}
        {(draft.status !== null || `${doc.title}${doc.text}` !== "") && (
          <button type="button" class="plain" onClick={() => setAsking("erase")}>
            Erase it
          </button>
        )}
      </p>
      <Questions
        asking={asking}
        draft={draft}
        far={far}
        going={going}
        onClose={() => setAsking(null)}
        onShared={toStory}
      />
    </>
  );
}

/** Sealed, for her alone; for an open story this is the way back. */
function KeepButton({
  doc,
  far,
  onKeep,
}: {
  doc: StoryDocument;
  far: StoryAudience;
  onKeep: () => void;
}) {
  if ((doc.open !== null || doc.circle) && far !== "me") return <span />;
  return (
    <button type="button" class={far === "me" ? "button" : "button quiet"} onClick={onKeep}>
      Keep it, only me
    </button>
  );
}

/** Letting a circle read it, or showing it what was written since. */
function CircleButton({
  doc,
  going,
  onAsk,
  onUpdate,
}: {
  doc: StoryDocument;
  going: GoingOut;
  onAsk: (asking: Asking) => void;
  onUpdate: () => void;
}) {
  const there = Boolean(doc.circle) && doc.open === null;
  const current = there && !behindCircle(doc);
  const idle = current || going.busy || doc.text.trim() === "";
  const press = () => {
    if (idle) return;
    if (there) onUpdate();
    else onAsk("circle");
  };
  return (
    <button type="button" class="button" aria-disabled={idle} onClick={press}>
      {current
        ? "They see what is here"
        : there
          ? "Update what the circle sees"
          : "Let my circle read it"}
    </button>
  );
}

const UPDATE = {
  community: "Update what the community sees",
  everyone: "Update what everyone sees",
} as const satisfies Record<OpenAudience, string>;

/** Letting it go further, or showing those who see it what was written since. */
function OutButton({
  doc,
  far,
  going,
  onAsk,
  onUpdate,
}: {
  doc: StoryDocument;
  far: StoryAudience;
  going: GoingOut;
  onAsk: (asking: Asking) => void;
  onUpdate: () => void;
}) {
  if (!isOut(far)) return null;
  const now = doc.open?.audience;
  const same = now === far;
  const current = same && !behind(doc);
  const press = () => {
    if (going.busy || current) return;
    if (same) onUpdate();
    else onAsk(now === "everyone" ? "narrow" : "widen");
  };
  return (
    <button
      type="button"
      class="button"
      aria-disabled={current || going.busy || doc.text.trim() === ""}
      onClick={() => doc.text.trim() !== "" && press()}
    >
      {current ? "They see what is here" : same ? UPDATE[far] : outWord(now, far)}
    </button>
  );
}

const outWord = (now: StoryAudience | undefined, far: OpenAudience): string =>
  now === "everyone" ? "Only the community" : LET_GO[far];

function Questions({
  asking,
  draft,
  far,
  going,
  onClose,
  onShared,
}: {
  asking: Asking;
  draft: Draft;
  far: StoryAudience;
  going: GoingOut;
  onClose: () => void;
  onShared: () => void;
}) {
  const { route } = useLocation();
  const { id, doc } = draft;
  const asked = { id, doc, going, onClose };
  if (asking === "back") return <TakingBack {...asked} onDone={onShared} />;
  if (asking === "circle") return <TellingCircle {...asked} onDone={onShared} />;
  if (asking === "narrow") return <Narrowing {...asked} pen={doc.pen} onDone={onShared} />;
  if (asking === "erase") {
    return <Erasing {...asked} onDone={() => draft.leave(() => route("/journey"))} />;
  }
  if (asking !== "widen" || !isOut(far)) return null;
  return <Widening {...asked} far={far} onDone={onShared} />;
}
