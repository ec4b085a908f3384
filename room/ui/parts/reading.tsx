import type { Moment, StoryDocument } from "../../seal/index.ts";
import { Markdown } from "./markdown.tsx";
import { Pictures } from "./picture.tsx";
import { dayOf, momentOf } from "./when.ts";

/** A story as it reads: the text, its moments in order, and the answers that were kept with it. */
export function Reading({ doc }: { doc: StoryDocument }) {
  const moments = [...doc.moments].sort((a, b) => a.at - b.at);
  return (
    <article>
      <div class="story">
        <Markdown text={doc.text} />
      </div>
      <Pictures photos={doc.photos} />
      {moments.length > 0 && (
        <ol class="moments">
          {moments.map((one) => (
            <MomentLine key={one.id} moment={one} />
          ))}
        </ol>
      )}
      <Kept doc={doc} />
    </article>
  );
}

function MomentLine({ moment }: { moment: Moment }) {
  return (
    <li>
      <time class="small muted" dateTime={new Date(moment.at).toISOString()}>
        {momentOf(moment.at)}
      </time>
      <div class="story">
        <Markdown text={moment.text} />
      </div>
      <Pictures photos={moment.photos} />
    </li>
  );
}

function Kept({ doc }: { doc: StoryDocument }) {
  if (doc.kept.length === 0) return null;
  return (
    <section class="kept" aria-labelledby="kept">
      <h2 id="kept">Answers you kept</h2>
      <p class="small muted">Sealed with your story. Only you can read them now.</p>
      <ol class="bare">
        {doc.kept.map((one) => (
          <li key={`${one.at} ${one.pen}`} class={one.to === null ? "answer" : "answer reply"}>
            <p>
              <strong>{one.pen}</strong> <span class="small muted">{dayOf(one.at)}</span>
            </p>
            <Markdown text={one.text} />
          </li>
        ))}
      </ol>
    </section>
  );
}
