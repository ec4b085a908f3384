import { useId, useState } from "preact/hooks";
import type { Moment } from "../../seal/index.ts";
import { Editor } from "./editor.tsx";
import { newId } from "./id.ts";
import { AddPhoto, PhotoList } from "./photo-list.tsx";
import { tell } from "./status.tsx";
import { fromField, momentOf, toField } from "./when.ts";

/** Dated updates of a story, oldest first. */
export function Moments({
  story,
  moments,
  onMoments,
}: {
  story: string;
  moments: readonly Moment[];
  onMoments: (moments: Moment[]) => void;
}) {
  const [added, setAdded] = useState<string | null>(null);
  const put = (id: string, part: Partial<Moment>) =>
    onMoments(moments.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const add = () => {
    const id = newId();
    setAdded(id);
    onMoments([...moments, { id, at: Date.now(), text: "", photos: [] }]);
  };
  const remove = (id: string) => {
    onMoments(moments.filter((one) => one.id !== id));
    tell("The moment is removed.");
  };
  return (
    <section class="card stack" aria-labelledby="moments">
      <h2 id="moments">Moments</h2>
      <p class="small muted">
        When something happens, or years later. A story can go on, one moment at a time.
      </p>
      {moments.length > 0 && (
        <ol class="bare moment-list">
          {moments.map((one) => (
            <OneMoment
              key={one.id}
              story={story}
              moment={one}
              focus={one.id === added}
              onPart={(part) => put(one.id, part)}
              onRemove={() => remove(one.id)}
            />
          ))}
        </ol>
      )}
      <button type="button" class="button quiet small" onClick={add}>
        Add a moment
      </button>
    </section>
  );
}

function OneMoment({
  story,
  moment,
  focus,
  onPart,
  onRemove,
}: {
  story: string;
  moment: Moment;
  focus: boolean;
  onPart: (part: Partial<Moment>) => void;
  onRemove: () => void;
}) {
  const id = useId();
  const date = (value: string) => {
    const at = fromField(value);
    if (at !== null) onPart({ at });
  };
  return (
    <li>
      <div class="field">
        <label for={id}>When it was</label>
        <input
          id={id}
          type="datetime-local"
          value={toField(moment.at)}
          onChange={(event) => date(event.currentTarget.value)}
        />
      </div>
      <Editor
        label={`What happened, ${momentOf(moment.at)}`}
        value={moment.text}
        onValue={(text) => onPart({ text })}
        placeholder="What happened"
        focus={focus}
      />
      <PhotoList photos={moment.photos} onPhotos={(photos) => onPart({ photos })} />
      <div class="row">
        <AddPhoto
          story={story}
          label="Photo for this moment"
          onAdded={(photo) => onPart({ photos: [...moment.photos, photo] })}
        />
        <button type="button" class="plain" onClick={onRemove}>
          Remove this moment
        </button>
      </div>
    </li>
  );
}
