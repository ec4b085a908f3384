import { useCallback, useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { LetterWith } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { useRoom } from "../parts/room.tsx";
import { dayOf } from "../parts/when.ts";

/** With whom she writes. */
export function Letters() {
  return (
    <Mine>
      <div class="narrow stack">
        <Page />
      </div>
    </Mine>
  );
}

function Page() {
  const { draft } = useLocation().query;
  return (
    <>
      <Head title={draft === undefined ? "Letters" : "Who should read it first?"}>
        <p class="muted">
          {draft === undefined
            ? "A letter is for one person, and sealed: whoever runs this place cannot read it. They can see which accounts write to each other, when, and about how long."
            : "Your story goes to them as a letter, sealed. It does not go anywhere else."}
        </p>
      </Head>
      <List draft={draft} />
    </>
  );
}

function List({ draft }: { draft: string | undefined }) {
  const room = useRoom();
  const [lines, setLines] = useState<LetterWith[] | null>(null);
  const { wrong, run } = useBusy();
  const load = useCallback(
    () => run(async () => setLines(await (await room.letters()).list())),
    [room, run],
  );
  useEffect(() => {
    void load();
  }, [load]);
  if (lines === null) {
    return wrong === null ? (
      <p class="muted" role="status">
        Opening your letters…
      </p>
    ) : (
      <Wrong say={wrong} />
    );
  }
  const open = lines.filter(({ stand, blocked }) => stand !== "declined" && !blocked);
  const asking = open.filter(({ stand }) => stand === "asked" && draft === undefined);
  const known = open.filter(({ stand }) => stand !== "asked");
  const shut = draft === undefined ? lines.filter((one) => !open.includes(one)) : [];
  return (
    <>
      {asking.length > 0 && (
        <Group title="Somebody wrote to you" lines={asking} draft={draft}>
          They can write again only if you answer or take their letters.
        </Group>
      )}
      {known.length > 0 && <Group title="You write to each other" lines={known} draft={draft} />}
      {shut.length > 0 && (
        <Group title="You take no letters from them" lines={shut} draft={draft} />
      )}
      {open.length === 0 && <p>There are no letters yet.</p>}
      <p class="small muted">
        You can write to a pen name that takes letters, from its page in the community, and to
        people in <a href="/circles">your circles</a> who take them. Whether you take letters is
        yours to say, for each of <a href="/pens">your pen names</a>.
      </p>
    </>
  );
}

function Group({
  title,
  lines,
  draft,
  children,
}: {
  title: string;
  lines: LetterWith[];
  draft: string | undefined;
  children?: string;
}) {
  const id = title.replaceAll(" ", "-").toLowerCase();
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children && <p class="small muted">{children}</p>}
      <ul class="bare lines">
        {lines.map((one) => (
          <li key={`${one.of} ${one.with}`}>
            <article>
              <h3>
                <a href={`/letters/${one.of}/${one.with}${draft ? `?draft=${draft}` : ""}`}>
                  {one.name}
                </a>
              </h3>
              <p class="row small muted">
                <span>{dayOf(one.at)}</span>
                {one.ownName !== null && <span>to you as {one.ownName}</span>}
                {one.unread > 0 && <strong>not read yet</strong>}
              </p>
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}
