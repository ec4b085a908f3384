import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { Locked, type OpenStory, type StoryLine } from "../core/index.ts";
import { Composer } from "../parts/composer.tsx";
import { Wrong } from "../parts/field.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { nameOf } from "../parts/opening.ts";
import { useAccount, useRoom } from "../parts/room.tsx";
import { sayOf } from "../parts/say.ts";

/** A new story, or one to go on with. Needs no name: without one it stays on this device. */
export function Write() {
  const state = useAccount();
  const { id } = useRoute().params;
  if (state.kind === "starting") return <Opening />;
  const who = state.kind === "locked" ? "nobody" : "member";
  return <Opened key={who} id={id} />;
}

type Found = { kind: "story"; story: OpenStory } | { kind: "locked" } | { kind: "no"; say: string };

function Opened({ id }: { id: string | undefined }) {
  const { stories } = useRoom();
  const { route } = useLocation();
  const state = useAccount();
  const [found, setFound] = useState<Found | null>(null);
  /** The story that is on this page already, whatever its address says. */
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (id !== undefined && id === shown.current) return;
    let here = true;
    const show = (what: Found) => here && setFound(what);
    setFound(null);
    const opening = id === undefined ? Promise.resolve(stories.create()) : stories.open(id);
    opening.then(
      (story) => {
        if (here) shown.current = story.id;
        show({ kind: "story", story });
      },
      (error: unknown) =>
        show(error instanceof Locked ? { kind: "locked" } : { kind: "no", say: sayOf(error) }),
    );
    return () => {
      here = false;
    };
  }, [stories, id]);
  if (found === null) return <Opening />;
  if (found.kind === "locked") return <Mine>{null}</Mine>;
  const moved = (now: string) => {
    if (location.pathname === `/write/${now}`) return;
    shown.current = now;
    route(`/write/${now}`, true);
  };
  return (
    <div class="narrow">
      <Head title="Write">
        <p class="muted">There is no right way to say it, and no hurry.</p>
      </Head>
      {found.kind === "no" ? (
        <Wrong say={found.say} />
      ) : (
        <>
          {id === undefined && state.kind === "locked" && <Begun except={shown.current} />}
          <Composer key={found.story.id} story={found.story} onMoved={moved} />
        </>
      )}
    </div>
  );
}

/** What was begun on this device without a name, so that it can be found again. */
function Begun({ except }: { except: string | null }) {
  const { stories } = useRoom();
  const [lines, setLines] = useState<StoryLine[]>([]);
  useEffect(() => {
    stories.list().then(
      (page) => setLines(page.lines),
      () => setLines([]),
    );
  }, [stories]);
  const others = lines.filter(({ id }) => id !== except);
  return others.length === 0 ? null : (
    <nav class="note calm begun" aria-label="Begun on this device">
      Begun on this device:{" "}
      {others.map((line) => (
        <a key={line.id} href={`/write/${line.id}`}>
          {line.changed ? "A story that cannot be opened" : nameOf(line.doc)}
        </a>
      ))}
    </nav>
  );
}
