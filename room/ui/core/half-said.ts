import {
  type Keyring,
  openEntry,
  parseObject,
  SealError,
  sealEntry,
  selfAudience,
  selfWant,
} from "../../seal/index.ts";
import type { Device } from "./device.ts";
import { OneAtATime } from "./lock.ts";
import type { HalfAnswer, HalfSaid } from "./types.ts";

/** Answers in circles that are being written: on this device only, sealed, until they are sent. */
export class HalfAnswers implements HalfSaid {
  readonly #device: Device;
  readonly #me: () => Promise<Keyring>;
  readonly #lock = new OneAtATime();

  constructor(device: Device, me: () => Promise<Keyring>) {
    this.#device = device;
    this.#me = me;
  }

  #at = (circle: string, to: string, parent: string | null): string =>
    `answer/${circle}/${to}/${parent ?? ""}`;

  async read(circle: string, to: string, parent: string | null): Promise<HalfAnswer | null> {
    const me = await this.#me();
    const id = this.#at(circle, to, parent);
    const found = await this.#device.pending.get(id);
    if (found === undefined || found.owner !== me.name) return null;
    try {
      const { body } = await openEntry(me.identity, found.file, selfWant(me, id));
      const said = parseObject(body);
      if (typeof said?.key !== "string" || typeof said.text !== "string") return null;
      return { key: said.key, text: said.text };
    } catch (error) {
      // Sealed for other keys, or broken: it stays where it is, and she begins anew.
      if (error instanceof SealError) return null;
      throw error;
    }
  }

  /** Without a text nothing is kept. */
  keep(circle: string, to: string, parent: string | null, half: HalfAnswer): Promise<void> {
    const id = this.#at(circle, to, parent);
    return this.#lock.run(id, async () => {
      const me = await this.#me();
      if (half.text.trim() === "") return this.#device.pending.drop(id);
      const meta = { id, rev: 1, at: Date.now() };
      const { file } = await sealEntry(me, selfAudience(me), meta, JSON.stringify(half));
      await this.#device.pending.put(id, { id, owner: me.name, file });
    });
  }
}
