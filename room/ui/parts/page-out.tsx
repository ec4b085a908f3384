import { useEffect, useState } from "preact/hooks";
import { isBlank, type PageDocument } from "../core/page-doc.ts";
import { useBusy } from "./busy.ts";
import { dateOf, endOfDay, toDateField } from "./days.ts";
import { Dialog } from "./dialog.tsx";
import { Field, Wrong } from "./field.tsx";
import type { PageEditing } from "./page-editing.ts";
import { PASSCODE_MIN, STATES } from "./page-words.ts";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";

const DAY = 24 * 60 * 60 * 1000;
/** The furthest end that the server takes, a day for clocks that differ left out. */
const LONGEST = 730 * DAY;

/** Who can open the page: its link, its passcode, its end. */
export function PageOut({
  id,
  page,
  onOther,
}: {
  id: string;
  page: PageEditing;
  onOther: (mine: string) => void;
}) {
  const { out } = page.doc;
  const [passcode, setPasscode] = useState(out?.passcode ?? "");
  const [ends, setEnds] = useState(out?.ends_at ? toDateField(out.ends_at) : "");
  const typed = passcode.trim();
  const short = typed !== "" && typed.length < PASSCODE_MIN;
  const now = Date.now();
  return (
    <section class="card stack page-out" aria-labelledby="who">
      <h2 id="who">Who can open it</h2>
      <p>{STATES[page.state]}</p>
      <Field
        label="Passcode, if you want one"
        hint="Whoever opens the link types it as well. Tell it to them another way than the link."
        value={passcode}
        onValue={setPasscode}
        wrong={short ? "At least four letters or numbers, please." : null}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={200}
      />
      <Field
        label="Last day, if you want one"
        hint="After that day nobody else can open it."
        type="date"
        value={ends}
        onValue={setEnds}
        min={toDateField(now + 1)}
        max={toDateField(now + LONGEST)}
      />
      <p class="note calm">
        Sealed on this device before it leaves. The key is in the link: whoever has the link can
        read the page, and those who run this place cannot. You will not see who opened it.
      </p>
      <Share
        id={id}
        page={page}
        passcode={typed === "" ? null : typed}
        ends={endOfDay(ends)}
        off={short}
        onOther={onOther}
      />
      <Link id={id} page={page} />
    </section>
  );
}

/** Whether those who open it see everything as it is set here. */
const isCurrent = (page: PageEditing, passcode: string | null, ends: number | null): boolean => {
  const { out } = page.doc;
  return page.state === "open" && out?.passcode === passcode && out.ends_at === ends;
};

function Share({
  id,
  page,
  passcode,
  ends,
  off,
  onOther,
}: {
  id: string;
  page: PageEditing;
  passcode: string | null;
  ends: number | null;
  off: boolean;
  onOther: (mine: string) => void;
}) {
  const { forThem } = useRoom();
  const { busy, wrong, run } = useBusy();
  const [said, setSaid] = useState("");
  const current = isCurrent(page, passcode, ends);
  const isOff = busy || off || current || isBlank(page.doc);
  const first = page.doc.out === null || page.state === "ended";
  const share = () =>
    run(async () => {
      setSaid("");
      const pages = await forThem();
      const came = await pages.share(id, await page.settled(), passcode, ends);
      if (came.kind === "both-kept") return onOther(came.mine);
      page.take(came.doc, "open");
      setSaid(came.fresh && !first ? FRESH : first ? "The link is ready." : "They see it now.");
    });
  return (
    <>
      <Wrong say={wrong} />
      <p>
        <button
          type="button"
          class={current ? "button quiet" : "button"}
          aria-disabled={isOff}
          onClick={() => !isOff && void share()}
        >
          {current ? "They see what is here" : first ? "Make the link" : "Show them what changed"}
        </button>
      </p>
      <p class="small" role="status">
        {busy ? "Sealing…" : said}
      </p>
    </>
  );
}

const FRESH = "The link is another one now. Please send it again; the old one opens nothing.";

/** The link as it is sent, once what makes it is here. */
function useLink(doc: PageDocument): string | null {
  const { forThem } = useRoom();
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    forThem().then(
      (pages) => here && setLink(pages.linkOf(doc)),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [forThem, doc]);
  return link;
}

/** The link, and what can be done with it. */
function Link({ id, page }: { id: string; page: PageEditing }) {
  const { forThem } = useRoom();
  const link = useLink(page.doc);
  const [asking, setAsking] = useState(false);
  const { busy, wrong, run } = useBusy();
  const { state } = page;
  if (link === null || state === "ended" || state === "draft") return null;
  const takeAway = async () => {
    const done = await run(async () => {
      const pages = await forThem();
      page.take(await pages.takeAway(id, await page.settled()), "draft");
    });
    if (!done) return;
    setAsking(false);
    tell("The page is taken away. The link opens nothing now.");
  };
  const end = page.doc.out?.ends_at ?? null;
  return (
    <>
      <Field label="The link" value={link} onValue={() => undefined} readOnly />
      {end !== null && <p class="small muted">Its last day is {dateOf(end - 1)}.</p>}
      <div class="row far-apart">
        <Copy link={link} />
        <a href={link} target="_blank" rel="noreferrer">
          See it as they do
        </a>
        <button type="button" class="plain" onClick={() => setAsking(true)}>
          Take it away
        </button>
      </div>
      {asking && (
        <Dialog title="Take it away" onClose={() => setAsking(false)}>
          <p>The link opens nothing from now on. Your words stay here, for you alone.</p>
          <p class="note">What somebody has already read or copied cannot be taken back.</p>
          <Wrong say={wrong} />
          <div class="acts">
            <button type="button" class="button quiet" onClick={() => setAsking(false)}>
              Leave it as it is
            </button>
            <button
              type="button"
              class="button"
              aria-disabled={busy}
              onClick={() => void takeAway()}
            >
              Take it away now
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Copy({ link }: { link: string }) {
  const [said, setSaid] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => setSaid("Copied."),
      () => setSaid("This browser would not copy it. Please mark the link and copy it yourself."),
    );
  return (
    <>
      <button type="button" class="button quiet" onClick={() => void copy()}>
        Copy the link
      </button>
      <span class="small" role="status">
        {said}
      </span>
    </>
  );
}
