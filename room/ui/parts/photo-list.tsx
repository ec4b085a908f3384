import { useRef, useState } from "preact/hooks";
import type { StoryPhoto } from "../../seal/index.ts";
import { useBusy } from "./busy.ts";
import { Field, Wrong } from "./field.tsx";
import { Picture } from "./picture.tsx";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";

/** The photos of a story or of a moment, while it is written. */
export function PhotoList({
  photos,
  onPhotos,
}: {
  photos: readonly StoryPhoto[];
  onPhotos: (photos: StoryPhoto[]) => void;
}) {
  const room = useRoom();
  const put = (media: string, alt: string) =>
    onPhotos(photos.map((one) => (one.media === media ? { ...one, alt } : one)));
  const remove = (media: string) => {
    onPhotos(photos.filter((one) => one.media !== media));
    room.photos.remove(media).catch(() => undefined);
    tell("The photo is removed.");
  };
  return photos.length === 0 ? null : (
    <ul class="bare photo-list">
      {photos.map((photo) => (
        <li key={photo.media}>
          <Picture photo={photo} />
          <Field
            label="Describe this photo"
            hint="For those who do not see it. It can stay empty."
            value={photo.alt}
            onValue={(alt) => put(photo.media, alt)}
            maxLength={600}
          />
          <button type="button" class="plain" onClick={() => remove(photo.media)}>
            Remove this photo
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Chooses photos and seals them; where and when they were taken is cleaned away first. */
export function AddPhoto({
  story,
  label,
  onAdded,
}: {
  story: string;
  label: string;
  onAdded: (photo: StoryPhoto) => void;
}) {
  const { photos } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const [sent, setSent] = useState<number | null>(null);
  const { busy, wrong, run } = useBusy();
  const add = (files: File[]) =>
    run(async () => {
      for (const file of files) {
        const { photo } = await photos.add(story, file, (done, whole) =>
          setSent(done < whole ? Math.round((100 * done) / whole) : null),
        );
        onAdded(photo);
        tell("The photo is added.");
      }
    });
  const chosen = () => {
    const files = [...(input.current?.files ?? [])];
    if (input.current !== null) input.current.value = "";
    if (files.length > 0) void add(files);
  };
  return (
    <>
      <button
        type="button"
        class="button quiet small"
        aria-disabled={busy}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"
        multiple
        hidden
        aria-label={label}
        onChange={chosen}
      />
      {busy && <span class="small muted">Cleaning and sealing the photo…</span>}
      {!busy && sent !== null && <span class="small muted">Sending it, {sent} %</span>}
      <Wrong say={wrong} />
    </>
  );
}
