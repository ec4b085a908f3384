import { SealError } from "../../seal/index.ts";
import { openPage, pageIdentity, sealPage } from "../../seal/page.ts";
import type { Api } from "./api.ts";
import { isMissing } from "./errors.ts";
import type { PageOut } from "./page-doc.ts";
import type { Between } from "./rotate.ts";
import { stretch } from "./stretch.ts";

/** Pages for them: the same words under the same link, signed by the new key. */
export class PageRotation {
  readonly #api: Api;
  readonly #between: Between;
  /** at which revision each was staged */
  readonly #staged = new Map<string, number>();

  constructor(api: Api, between: Between) {
    this.#api = api;
    this.#between = between;
  }

  /** Those that are staged, each with the revision that was seen. */
  async stage(outs: readonly PageOut[], signal: AbortSignal): Promise<Record<string, number>> {
    const there = new Map((await this.#api.pages()).map(({ id, rev }) => [id, rev]));
    const covered: Record<string, number> = {};
    for (const out of outs) {
      signal.throwIfAborted();
      const rev = there.get(out.id);
      if (rev === undefined) continue;
      if (this.#staged.get(out.id) === rev || (await this.#one(out))) {
        this.#staged.set(out.id, rev);
        covered[out.id] = rev;
      }
    }
    return covered;
  }

  /** False for a page that is not hers any more: what somebody else put there is never signed. */
  async #one({ id, secret, passcode }: PageOut): Promise<boolean> {
    const { old, fresh, rotation } = this.#between;
    const link = { id, secret, passcode: passcode !== null };
    try {
      const identity = await pageIdentity(link, passcode ?? "", stretch);
      const { bytes } = await this.#api.calls.ask("GET", `for/${encodeURIComponent(id)}`);
      const { page, header, mark } = await openPage(link, identity, bytes);
      if (header.by !== old.pub.sig) return false;
      const meta = { rev: header.rev + 1, prev: mark, at: header.at };
      const { file } = await sealPage(fresh, link, identity, meta, page);
      await this.#api.calls.ask("PUT", `rotation/pages/${encodeURIComponent(id)}`, {
        headers: { "Content-Type": "application/age", "X-Rotation": rotation },
        body: file,
      });
      return true;
    } catch (error) {
      if (error instanceof SealError || isMissing(error)) return false;
      throw error;
    }
  }
}
