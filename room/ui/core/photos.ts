import {
  type Bytes,
  type CleanPhoto,
  cleanPhoto,
  openMedia,
  type StoryPhoto,
  sealMedia,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import type { Device, HeldMedia } from "./device.ts";
import { ApiError, isBusy, Locked, Offline } from "./errors.ts";
import { OneAtATime } from "./lock.ts";
import { type Later, Retries } from "./retry.ts";
import type { AddedPhoto, Photos, Progress } from "./types.ts";
import { newId } from "./vault.ts";

export interface PhotosDeps {
  api: Api;
  device: Device;
  writer: () => Promise<Writer>;
  /** redraws a photo without where and when it was taken */
  clean?: (file: Blob) => Promise<CleanPhoto>;
  later?: Later;
}

/** Photos on their way between a file, this device and the server; sealed before they are kept. */
export class SealedPhotos implements Photos {
  readonly #deps: PhotosDeps;
  readonly #lock = new OneAtATime();
  readonly #retries: Retries;

  constructor(deps: PhotosDeps) {
    this.#deps = deps;
    this.#retries = new Retries(deps.later);
  }

  async add(story: string, file: Blob, progress?: Progress): Promise<AddedPhoto> {
    return this.addCleaned(story, await (this.#deps.clean ?? cleanPhoto)(file), progress);
  }

  async addCleaned(
    story: string,
    { bytes, w, h, type }: CleanPhoto,
    progress?: Progress,
  ): Promise<AddedPhoto> {
    const { me } = await this.#deps.writer();
    const sealed = await sealMedia(me.pub.enc, bytes);
    const id = newId();
    await this.#deps.device.media.put(id, { id, story, owner: me.name, ...sealed });
    const photo: StoryPhoto = { media: id, alt: "", w, h, type, sha: sealed.sha };
    return { photo, sent: this.#send(id, progress) };
  }

  /** Sends one held photo. Sent twice it is the same: its id is chosen here. */
  #send(id: string, progress: Progress = () => undefined): Promise<"kept" | "kept-here"> {
    this.#retries.done(id, false);
    return this.#lock.run(`photo/${id}`, async () => {
      try {
        const { me, member } = await this.#deps.writer();
        const held = await this.#deps.device.media.get(id);
        if (held === undefined) return "kept";
        if (!member || held.owner !== me.name) return "kept-here";
        await this.#deps.api.putMedia(id, held.story, held.file, progress);
        await this.#deps.device.media.drop(id);
        this.#retries.done(id, true);
        return "kept";
      } catch (error) {
        if (isBusy(error) || error instanceof Offline)
          this.#retries.again(id, () => void this.#send(id));
        return "kept-here";
      }
    });
  }

  async bytes(photo: StoryPhoto): Promise<Bytes> {
    const held = await this.#deps.device.media.get(photo.media);
    if (held !== undefined) return this.#openHeld(held);
    const { me, member } = await this.#deps.writer();
    if (!member) throw new Locked();
    return openMedia(me.identity, await this.#deps.api.media(photo.media), photo.sha);
  }

  async #openHeld(held: HeldMedia): Promise<Bytes> {
    const { me } = await this.#deps.writer();
    const keys = held.owner === me.name ? me : await this.#deps.device.keyring();
    return openMedia(keys.identity, held.file, held.sha);
  }

  async open(photo: StoryPhoto): Promise<{ url: string; release: () => void }> {
    const url = URL.createObjectURL(new Blob([await this.bytes(photo)], { type: photo.type }));
    return { url, release: () => URL.revokeObjectURL(url) };
  }

  async remove(media: string): Promise<void> {
    this.#retries.done(media, true);
    await this.#deps.device.media.drop(media);
    const { member } = await this.#deps.writer();
    if (!member) return;
    try {
      await this.#deps.api.eraseMedia(media);
    } catch (error) {
      // What stays there is sealed, bound by no story, and goes when the story is erased.
      if (!(error instanceof Offline || error instanceof ApiError)) throw error;
    }
  }

  async flush(): Promise<number> {
    const held = await this.#deps.device.media.all();
    for (const { id } of held) await this.#send(id);
    return (await this.#deps.device.media.all()).length;
  }
}
