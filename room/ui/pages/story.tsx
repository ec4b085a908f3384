import { useEffect, useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import type { StoryDocument } from "../../seal/index.ts";
import { behind, behindCircle, farOf, type OpenStory } from "../core/index.ts";
import { Wrong } from "../parts/field.tsx";
import { useGoingOut } from "../parts/going-out.ts";
import { Mine, Opening } from "../parts/guard.tsx";
import { handOver } from "../parts/handover.ts";
import { Head } from "../parts/head.tsx";
import { TakingBack } from "../parts/narrowing.tsx";
import { nameOf } from "../parts/opening.ts";
import { Reading } from "../parts/reading.tsx";
import { FarNow } from "../parts/rings.tsx";
import { usePlace, useRoom } from "../parts/room.tsx";
import { sayOf } from "../parts/say.ts";
import { tell } from "../parts/status.tsx";
import { dayOf } from "../parts/when.ts";

/** A story as it reads, and what can be done with it. */
export function Story() {
  const { id } = useRoute().params;
  return <Mine>{id !== undefined && <Opened key={id} id={id} />}</Mine>;
}

function Opened({ id }: { id: string }) {
  const { stories } = useRoom();
  const [story, setStory] = useState<OpenStory | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    stories.open(id).then(setStory, (error: unknown) => setWrong(sayOf(error)));
  }, [stories, id]);
  if (wrong !== null) return <NotOpened say={wrong} />;
  if (story === null) return <Opening />;
  return <Shown id={id} doc={story.doc} onDoc={(doc) => setStory({ ...story, doc })} />;
}

function NotOpened({ say }: { say: string }) {
  return (
    <div class="narrow">
      <Head title="This could not be opened" />
      <Wrong say={say} />
    </div>
  );
}

function Shown({
  id,
  doc,
  onDoc,
}: {
  id: string;
  doc: StoryDocument;
  onDoc: (doc: StoryDocument) => void;
}) {
  const going = useGoingOut(onDoc);
  const [asking, setAsking] = useState(false);
  return (
    <div class="narrow">
      <Head title={nameOf(doc)}>
        <p class="row small muted">
          <FarNow far={farOf(doc)} />
          <span>{dayOf(doc.changed)}</span>
          {(behind(doc) || behindCircle(doc)) && <span>with changes that only you see so far</span>}
        </p>
      </Head>
      <Reading doc={doc} />
      <div class="row far-apart story-acts">
        <a class="button" href={`/write/${id}`}>
          Change it, or add a moment
        </a>
        {doc.open === null && <a href={`/letters?draft=${id}`}>Let somebody read it first</a>}
        {doc.open !== null && <SeenByOthers story={doc.open.story} />}
        {doc.circle && (
          <a href={`/circles/${doc.circle.circle}/${doc.circle.entry}`}>See it in the circle</a>
        )}
        {(doc.open !== null || doc.circle) && (
          <button type="button" class="plain" onClick={() => setAsking(true)}>
            Take it back
          </button>
        )}
      </div>
      {asking && (
        <TakingBack
          id={id}
          doc={doc}
          going={going}
          onClose={() => setAsking(false)}
          onDone={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** The way to the open copy. */
function SeenByOthers({ story }: { story: string }) {
  const room = useRoom();
  const commons = usePlace()?.commons;
  if (commons === undefined) return null;
  const path = `/story/${story}`;
  const go = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    handOver(room, path).catch((error: unknown) => tell(sayOf(error)));
  };
  return (
    <a href={commons + path} onClick={go}>
      See it as others do
    </a>
  );
}
