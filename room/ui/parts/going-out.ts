import { useState } from "preact/hooks";
import type { StoryDocument } from "../../seal/index.ts";
import type { OpenAudience, ShareStep } from "../core/index.ts";
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
  /** True when it went well. */
  share(id: string, doc: StoryDocument, far: OpenAudience, pen: string): Promise<boolean>;
  narrow(id: string, doc: StoryDocument): Promise<boolean>;
  erase(id: string, doc: StoryDocument): Promise<boolean>;
}

/** Letting a story go further, and taking it back. `onDoc` has the document after each. */
export function useGoingOut(onDoc: (doc: StoryDocument) => void): GoingOut {
  const room = useRoom();
  const [step, setStep] = useState<string | null>(null);
  const { busy, wrong, run } = useBusy();
  return {
    busy,
    wrong,
    step: busy ? step : null,
    share: (id, doc, far, pen) =>
      run(async () => {
        const done = await room.share.publish(id, { ...doc, draft: false }, far, pen, ({ kind }) =>
          setStep(STEPS[kind]),
        );
        onDoc(done.doc);
        tell(done.kind === "shared" ? "It is shared." : "It had been taken back elsewhere.");
      }),
    narrow: (id, doc) =>
      run(async () => {
        onDoc(await room.share.narrow(id, doc));
        tell("It is taken back. Only you can read it now.");
      }),
    erase: (id, doc) =>
      run(async () => {
        await room.share.takeBack(id, doc);
        tell("It is erased.");
      }),
  };
}
