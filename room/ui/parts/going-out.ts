import { useState } from "preact/hooks";
import { SealError, type StoryDocument } from "../../seal/index.ts";
import {
  type OpenAudience,
  type Room,
  type ShareStep,
  type StoryRoles,
  TakenBack,
  TooManyAnswers,
} from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";

const STEPS: Record<ShareStep["kind"], string> = {
  photos: "Cleaning and sending the photos…",
  sharing: "Letting it go…",
  keeping: "Keeping what was done…",
};

export interface GoingOut {
  busy: boolean;
  wrong: string | null;
  step: string | null;
  /** Taking it back would lose answers: more than the story can keep, or not to be opened. */
  full: boolean;
  /** True when it went well. */
  share(id: string, doc: StoryDocument, far: OpenAudience, pen: string): Promise<boolean>;
  /** Sealed for a circle; what was open is taken back first. Without `roles` those of before go on. */
  tellCircle(id: string, doc: StoryDocument, circle: string, roles?: StoryRoles): Promise<boolean>;
  /** With `letGo` the answers are not kept. */
  narrow(id: string, doc: StoryDocument, letGo?: boolean): Promise<boolean>;
  erase(id: string, doc: StoryDocument): Promise<boolean>;
}

/** Back to only her: from the circle first, so that nothing says "only me" too early. */
async function nearer(
  room: Room,
  id: string,
  doc: StoryDocument,
  letGo: boolean,
): Promise<StoryDocument> {
  const near = doc.circle ? await (await room.circles()).share.takeBack(id, doc, letGo) : doc;
  return room.share.narrow(id, near, letGo);
}

/** Letting a story go further, and taking it back. `onDoc` has the document after each. */
export function useGoingOut(onDoc: (doc: StoryDocument) => void): GoingOut {
  const room = useRoom();
  const [step, setStep] = useState<string | null>(null);
  const [full, setFull] = useState(false);
  const { busy, wrong, run } = useBusy();
  return {
    busy,
    wrong,
    step: busy ? step : null,
    full,
    share: (id, doc, far, pen) =>
      run(async () => {
        const done = await room.share.publish(id, { ...doc, draft: false }, far, pen, ({ kind }) =>
          setStep(STEPS[kind]),
        );
        onDoc(done.doc);
        tell(done.kind === "shared" ? "It is shared." : "It had been taken back elsewhere.");
      }),
    tellCircle: (id, doc, circle, roles) =>
      run(async () => {
        const near = doc.open === null ? doc : await room.share.narrow(id, doc);
        const { share } = await room.circles();
        const say = ({ kind }: ShareStep) => setStep(STEPS[kind]);
        const told = share.publish(id, { ...near, draft: false }, circle, say, roles);
        told.catch((error: unknown) => error instanceof TakenBack && onDoc(error.doc));
        onDoc(await told);
        tell("Your circle can read it.");
      }),
    narrow: (id, doc, letGo = false) =>
      run(async () => {
        setFull(false);
        const narrowed = nearer(room, id, doc, letGo);
        // A circle that does not open any more must not keep her story in it.
        narrowed.catch((error: unknown) =>
          setFull(error instanceof TooManyAnswers || error instanceof SealError),
        );
        onDoc(await narrowed);
        tell("It is taken back. Only you can read it now.");
      }),
    erase: (id, doc) =>
      run(async () => {
        const near = doc.circle ? await (await room.circles()).share.takeBack(id, doc, true) : doc;
        await room.share.takeBack(id, near);
        tell("It is erased.");
      }),
  };
}
