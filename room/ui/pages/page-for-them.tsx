import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import type { PageLine } from "../core/index.ts";
import { Area } from "../parts/area.tsx";
import { Coach } from "../parts/coach.tsx";
import { Wrong } from "../parts/field.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { type Kept, usePageEditing } from "../parts/page-editing.ts";
import { PageErasing } from "../parts/page-erasing.tsx";
import { PageOut } from "../parts/page-out.tsx";
import { useRoom } from "../parts/room.tsx";
import { sayOf } from "../parts/say.ts";
import { tell } from "../parts/status.tsx";

const WORDS_MAX = 20_000;

/** A page for them, as its author writes it and lets it go. */
export function PageForThem() {
  const { id } = useRoute().params;
  return <Mine>{id !== undefined && <Opened id={id} />}</Mine>;
}

function Opened({ id }: { id: string }) {
  const { forThem } = useRoom();
  const { route } = useLocation();
  const [line, setLine] = useState<PageLine | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  /** The page that is shown already, whatever its address says. */
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (id === shown.current) return;
    let here = true;
    setLine(null);
    setWrong(null);
    const opening = async (): Promise<PageLine> => {
      const pages = await forThem();
      if (id !== "new") return pages.open(id);
      return { ...pages.create(), state: "draft", unkept: false };
    };
    opening().then(
      (found) => {
        if (!here) return;
        shown.current = found.id;
        setLine(found);
      },
      (error: unknown) => here && setWrong(sayOf(error)),
    );
    return () => {
      here = false;
    };
  }, [forThem, id]);
  const go = (to: string) => route(`/for-them/${to}`, true);
  return (
    <div class="narrow">
      <Head title="A page for them">
        <p class="muted">
          Say as much as you want to. What you leave empty does not show.{" "}
          <a href="/for-them">All your pages</a>
        </p>
      </Head>
      <Wrong say={wrong} />
      {line === null && wrong === null && <Opening />}
      {line !== null && (
        <Written
          key={line.id}
          line={line}
          onKept={() => location.pathname.endsWith("/new") && go(line.id)}
          onOther={(mine) => {
            tell("This was changed on another device too, so both are kept.");
            shown.current = null;
            go(mine);
          }}
        />
      )}
    </div>
  );
}

function Written({
  line,
  onKept,
  onOther,
}: {
  line: PageLine;
  onKept: () => void;
  onOther: (mine: string) => void;
}) {
  const page = usePageEditing(line, onKept, onOther);
  const { doc, change } = page;
  return (
    <>
      <form class="card" onSubmit={(event) => event.preventDefault()}>
        <Area
          label="What happened"
          hint="As far as you want to say it."
          value={doc.what}
          onValue={(what) => change({ what })}
          maxLength={WORDS_MAX}
          coached={(field) => <Coach field={field} what="page" />}
        />
        <Area
          label="What helps"
          hint="Such as food at the door, or a message that needs no answer."
          value={doc.helps}
          onValue={(helps) => change({ helps })}
          maxLength={WORDS_MAX}
        />
        <Area
          label="Please do not ask"
          hint="What you would rather not be asked."
          value={doc.please_not}
          onValue={(please_not) => change({ please_not })}
          maxLength={WORDS_MAX}
          coached={(field) => <Coach field={field} what="page" />}
        />
        <Area
          label="Who to call instead"
          hint="Somebody who answers for you, if they have said yes to that."
          value={doc.call_instead}
          onValue={(call_instead) => change({ call_instead })}
          maxLength={WORDS_MAX}
        />
        <KeptNow kept={page.kept} />
      </form>
      <PageOut id={line.id} page={page} onOther={onOther} />
      <PageErasing id={line.id} page={page} />
    </>
  );
}

function KeptNow({ kept }: { kept: Kept | null }) {
  if (kept === null) return null;
  if (typeof kept === "object") {
    return (
      <p class="kept-line error" role="alert">
        {kept.wrong}
      </p>
    );
  }
  const say = {
    keeping: "Keeping…",
    kept: "Kept, sealed, for you alone",
    here: "Kept on this device, sealed. No connection right now; it goes on by itself.",
  }[kept];
  return <p class="kept-line muted">{say}</p>;
}
