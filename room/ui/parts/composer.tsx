import { useState } from "preact/hooks";
import type { OpenStory } from "../core/index.ts";
import { Around } from "./around.tsx";
import { ComposerActs } from "./composer-acts.tsx";
import { type Draft, useDraft } from "./drafting.ts";
import { Editor } from "./editor.tsx";
import { Far } from "./far.tsx";
import { Form } from "./form.tsx";
import { Elsewhere, KeptLine } from "./kept-line.tsx";
import { Moments } from "./moments.tsx";
import { AddPhoto, PhotoList } from "./photo-list.tsx";
import { useAccount } from "./room.tsx";

/** Where a story is written. `onMoved` has the id under which it is kept. */
export function Composer({ story, onMoved }: { story: OpenStory; onMoved: (id: string) => void }) {
  const draft = useDraft(story, onMoved);
  const { doc, change } = draft;
  const [far, setFar] = useState(
    doc.circle && doc.open === null ? "circle" : (doc.open?.audience ?? doc.audience),
  );
  const signedIn = useAccount().kind !== "locked";
  const choose = (chosen: typeof far) => {
    setFar(chosen);
    if (doc.open === null && !doc.circle) change({ audience: chosen });
  };
  return (
    <Form>
      <Elsewhere draft={draft} />
      <Paper draft={draft} />
      <Moments
        story={draft.id}
        moments={doc.moments}
        onMoments={(moments) => change({ moments })}
      />
      <Far far={far} onFar={choose}>
        {!signedIn && far !== "me" && (
          <p class="note">
            To let it go this far, choose a name first. What you wrote comes along.
          </p>
        )}
      </Far>
      <Around doc={doc} far={far} change={change} />
      {!signedIn && <Unnamed />}
      <ComposerActs draft={draft} far={far} onFar={setFar} signedIn={signedIn} />
    </Form>
  );
}

function Paper({ draft }: { draft: Draft }) {
  const { doc, change } = draft;
  return (
    <section class="card paper" aria-label="Your words">
      <label class="unseen" for="story-title">
        A title, if you want one
      </label>
      <input
        id="story-title"
        class="title"
        type="text"
        value={doc.title}
        placeholder="A title, if you want one"
        maxLength={120}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => change({ title: event.currentTarget.value })}
      />
      <Editor
        label="What is happening"
        value={doc.text}
        onValue={(text) => change({ text })}
        placeholder="What is happening"
      />
      <PhotoList photos={doc.photos} onPhotos={(photos) => change({ photos })} />
      <div class="row under">
        <AddPhoto
          story={draft.id}
          label="Add a photo"
          onAdded={(photo) => change((now) => ({ photos: [...now.photos, photo] }))}
        />
        <KeptLine status={draft.status} />
      </div>
    </section>
  );
}

function Unnamed() {
  return (
    <p class="soft">
      This is only on this device. To keep it on another device too, or to let somebody read it,{" "}
      <a href="/sign-up">choose a name</a> or <a href="/sign-in">sign in</a>.
    </p>
  );
}
