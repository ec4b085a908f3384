import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { StoryPhoto } from "../../seal/index.ts";
import { useRoom } from "./room.tsx";
import { sayOf } from "./say.ts";

export type OpenPhoto = (photo: StoryPhoto) => Promise<{ url: string; release: () => void }>;

/** Where photos come from, when they are not one's own. */
export const PhotoSource = createContext<OpenPhoto | null>(null);

/** A sealed photo, opened on this device. */
export function Picture({ photo }: { photo: StoryPhoto }) {
  const { photos } = useRoom();
  const source = useContext(PhotoSource);
  const [url, setUrl] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    let release = () => {};
    (source ?? ((one) => photos.open(one)))(photo).then(
      (opened) => {
        release = opened.release;
        if (gone) release();
        else setUrl(opened.url);
      },
      (error: unknown) => setWrong(sayOf(error)),
    );
    return () => {
      gone = true;
      release();
    };
  }, [photos, source, photo.media]);
  if (wrong !== null) return <p class="note">{wrong}</p>;
  if (url === null) return <p class="photo-wait muted small">Opening the photo…</p>;
  return <img src={url} alt={photo.alt} width={photo.w} height={photo.h} />;
}

/** The photos of a story or of a moment. */
export function Pictures({ photos }: { photos: readonly StoryPhoto[] }) {
  return photos.length === 0 ? null : (
    <div class="pictures">
      {photos.map((photo) => (
        <Picture key={photo.media} photo={photo} />
      ))}
    </div>
  );
}
