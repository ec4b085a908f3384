import { type MediaRef, openMedia, SealError, sealMedia } from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { isMissing } from "./errors.ts";
import type { Between } from "./rotate.ts";

/** Photos, opened with the old keys and staged for the new ones, each once. */
export class PhotoRotation {
  readonly #api: Api;
  readonly #between: Between;
  /** from a photo's hash to the one it has for the new keys */
  readonly shas = new Map<string, string>();
  /** photos that are not there, or not what was bound; by hash */
  readonly left = new Set<string>();

  constructor(api: Api, between: Between) {
    this.#api = api;
    this.#between = between;
  }

  /** The new hashes of an entry's photos, without those that could not be opened. */
  async stage(entry: string, refs: readonly MediaRef[]): Promise<Map<string, string>> {
    const shas = new Map<string, string>();
    for (const ref of refs) {
      const sha = this.shas.get(ref.sha) ?? (await this.#one(entry, ref));
      if (sha !== null) shas.set(ref.sha, sha);
    }
    return shas;
  }

  async #one(entry: string, { id, sha }: MediaRef): Promise<string | null> {
    const { old, fresh, rotation } = this.#between;
    try {
      const bytes = await openMedia(old.identity, await this.#api.media(id), sha);
      const sealed = await sealMedia(fresh.pub.enc, bytes);
      const path = `rotation/media/${encodeURIComponent(id)}?entry=${encodeURIComponent(entry)}`;
      await this.#api.calls.ask("PUT", path, {
        headers: { "Content-Type": "application/age", "X-Rotation": rotation },
        body: sealed.file,
        progress: () => undefined,
      });
      this.left.delete(sha);
      this.shas.set(sha, sealed.sha);
      return sealed.sha;
    } catch (error) {
      if (!(error instanceof SealError || isMissing(error))) throw error;
      this.left.add(sha);
      return null;
    }
  }
}

/**
 * A body with the hashes that its photos have now, wherever they stand in it; without photos byte
 * for byte the same. What kind of thing it is need not be known here.
 */
export function withNewShas(body: string, shas: ReadonlyMap<string, string>): string {
  if (shas.size === 0) return body;
  return JSON.stringify(JSON.parse(body), (_, value: unknown) =>
    typeof value === "string" ? (shas.get(value) ?? value) : value,
  );
}
