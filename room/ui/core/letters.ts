import {
  addressLine,
  type Keyring,
  newKeyring,
  type OpenedLetter,
  openKeyring,
  openLetter,
  type PublicKeys,
  readAddress,
  SealError,
  safetyNumber,
  sealLetter,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import type { Device } from "./device.ts";
import { ApiError, Locked } from "./errors.ts";
import { LetterApi, type LetterBytes } from "./letter-api.ts";
import { knowing, LETTER_NOTE, type LetterNote } from "./letter-note.ts";
import { fromBase64 } from "./listing.ts";
import { OneAtATime } from "./lock.ts";
import { SelfNote } from "./self-note.ts";
import type {
  AddressOfMine,
  Circles,
  Correspondence,
  LetterLine,
  Letters,
  LetterToSend,
  LetterWith,
  Receiver,
} from "./types.ts";
import { newId } from "./vault.ts";

interface Deps {
  api: Api;
  device: Device;
  /** @throws Locked when nobody may write here now */
  writer: () => Promise<Writer>;
  circles: () => Promise<Circles>;
}

/** Letters: sealed and opened here, between one address and one other. */
export class SealedLetters implements Letters {
  readonly #deps: Deps;
  readonly #api: LetterApi;
  readonly #note: SelfNote<LetterNote>;
  readonly #lock = new OneAtATime();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#api = new LetterApi(deps.api);
    this.#note = new SelfNote(deps.api, deps.device, LETTER_NOTE);
  }

  async #me(): Promise<Keyring> {
    const { me, member } = await this.#deps.writer();
    if (!member) throw new Locked();
    return me;
  }

  // Addresses

  addresses = (): Promise<AddressOfMine[]> => this.#api.addresses();

  /** Takes letters under a pen name, or from those in circles (`null`); or does not any more. */
  async take(pen: string | null, open: boolean): Promise<PublicKeys> {
    const address = await this.#address(pen);
    await this.#api.putAddress(address.pub.user, pen, await addressLine(address, pen), open);
    return address.pub;
  }

  /** One's own address for a pen name, made when there is none. It is safe before anybody has it. */
  #address(pen: string | null): Promise<Keyring> {
    return this.#lock.run("address", async () => {
      const me = await this.#me();
      const find = (note: LetterNote) => note.addresses.find((one) => one.pen === pen);
      const there = find(await this.#note.read(me));
      if (there !== undefined) return openKeyring(there.text);
      const { text } = await newKeyring("letters");
      const { user } = (await openKeyring(text)).pub;
      await this.#note.write(me, (note) =>
        find(note) ? note : { ...note, addresses: [...note.addresses, { user, pen, text }] },
      );
      const kept = find(await this.#note.read(me));
      return openKeyring(kept?.text ?? text);
    });
  }

  async #own(user: string): Promise<Keyring> {
    const note = await this.#note.read(await this.#me());
    const found = note.addresses.find((one) => one.user === user);
    if (found === undefined) throw new SealError("changed-on-the-way", "unknown-address");
    return openKeyring(found.text);
  }

  /** Where a letter to a pen name goes. The server says so: it could name other keys. */
  async toPen(pen: string): Promise<Receiver> {
    const { user, name, line } = await this.#api.addressOf(pen);
    const keys = await readAddress(line, user);
    const { pens } = await this.#note.read(await this.#me());
    const first = pens[name];
    const otherKeys = first !== undefined && first !== user;
    return { keys, name, safety: await safetyNumber(keys), vouched: false, otherKeys };
  }

  /** Where a letter to somebody in a circle goes: they have signed it there. */
  async toMember(circle: string, user: string): Promise<Receiver | null> {
    const { members } = await (await this.#deps.circles()).open(circle);
    const found = members.find((one) => one.user === user);
    if (!found?.letters) return null;
    const { letters: keys, name } = found;
    const safety = await safetyNumber(keys);
    return { keys, name: name ?? "Somebody", safety, vouched: true, otherKeys: false };
  }

  // Reading

  waiting = async (): Promise<number> => (await this.#api.waiting()).people;

  async list(): Promise<LetterWith[]> {
    const me = await this.#me();
    const lines = await this.#api.list();
    const { known } = await this.#note.read(me);
    const unnamed = lines.some((one) => one.pen === null && known[one.with] === undefined);
    const inCircles = unnamed ? await (await this.#deps.circles()).writers() : new Map();
    return lines.map((one) => ({
      of: one.of,
      with: one.with,
      name: known[one.with]?.name ?? inCircles.get(one.with) ?? one.pen ?? "Somebody",
      pen: one.pen,
      ownName: one.own_pen,
      at: one.at,
      unread: one.unread,
      stand: one.stand,
      blocked: one.blocked,
    }));
  }

  /** What two wrote to each other, oldest first; older ones with `before`. */
  async open(of: string, who: string, before: string | null = null): Promise<Correspondence> {
    const me = await this.#me();
    const address = await this.#own(of);
    const about = (await this.list()).find((one) => one.of === of && one.with === who);
    const page = await this.#api.thread(of, who, before ?? "");
    const opened = await Promise.all(page.letters.map((one) => this.#opened(address, who, one)));
    const keys = opened.find(({ keys: found }) => found !== null)?.keys ?? null;
    const name = about?.name ?? "Somebody";
    if (keys !== null) await this.#know(me, keys, name, about?.pen ?? null);
    if (about !== undefined && about.unread > 0) await this.#api.read(of, who);
    const { known, pens } = await this.#note.read(me);
    const there = known[who];
    const first = about?.pen ? pens[about.pen] : undefined;
    return {
      of,
      with: who,
      name,
      ownName: about?.ownName ?? null,
      pen: about?.pen ?? null,
      otherKeys: first !== undefined && first !== who,
      safety: there === undefined ? null : await safetyNumber(there),
      mySafety: await safetyNumber(address.pub),
      stand: about?.stand ?? null,
      blocked: about?.blocked ?? false,
      letters: opened.map(({ line }) => line).reverse(),
      older: page.next,
    };
  }

  /** A letter, when it holds; the keys are those of the other, when they wrote it. */
  async #opened(
    address: Keyring,
    who: string,
    { id, from, to, mine, at, bytes }: LetterBytes,
  ): Promise<{ line: LetterLine; keys: PublicKeys | null }> {
    try {
      const own = address.pub.user;
      const want = mine ? { id, from: own, to: who } : { id, from: who, to: own };
      if (from !== want.from || to !== want.to) {
        throw new SealError("changed-on-the-way", "other-receiver");
      }
      const letter = await openLetter(address.identity, fromBase64(bytes), want);
      const { text, about } = letter;
      const line = { id, mine, at: letter.at, changed: false, text, about } as const;
      return { line, keys: mine ? null : letter.from };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { line: { id, mine, at, changed: true }, keys: null };
    }
  }

  /** The first keys that a pen name had are the ones that count until she writes to others. */
  async #know(me: Keyring, keys: PublicKeys, name: string, pen: string | null): Promise<void> {
    const { known, pens } = await this.#note.read(me);
    if (known[keys.user] !== undefined && (pen === null || pens[pen] !== undefined)) return;
    await this.#note.write(me, (note) => {
      const next = knowing(note, keys, name);
      return pen === null ? next : { ...next, pens: { [pen]: keys.user, ...next.pens } };
    });
  }

  // Writing

  /** From a pen name of one's own, or as who one is in circles (`null`). */
  async write(pen: string | null, to: Receiver, letter: LetterToSend): Promise<string> {
    const me = await this.#me();
    const own = (await this.#api.addresses()).find((one) => (one.pen?.id ?? null) === pen);
    const keys = await this.#address(pen);
    // Whoever writes can be answered; that others can write as well is another choice.
    if (own?.user !== keys.pub.user) await this.take(pen, false);
    await this.#note.write(me, (note) => {
      const next = knowing(note, to.keys, to.name);
      return to.vouched ? next : { ...next, pens: { ...next.pens, [to.name]: to.keys.user } };
    });
    await this.#send(keys, to.keys, letter);
    return keys.pub.user;
  }

  async answer(of: string, who: string, letter: LetterToSend): Promise<void> {
    const { known } = await this.#note.read(await this.#me());
    const keys = known[who];
    if (keys === undefined) throw new SealError("changed-on-the-way", "unknown-address");
    await this.#send(await this.#own(of), { user: who, ...keys }, letter);
  }

  async #send(from: Keyring, to: PublicKeys, { key, text, about }: LetterToSend): Promise<void> {
    const { user, enc, sig } = to;
    const keys = { user, enc, sig };
    const sealed = await sealLetter(from, keys, key, { text, about }, Date.now());
    try {
      await this.#api.write(key, from.pub.user, user, sealed);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "taken")) throw error;
      // A yes was lost: the letter is there. Words that changed meanwhile are another letter.
      const there = await this.#sent(from, user, key);
      if (there?.text === text && JSON.stringify(there.about) === JSON.stringify(about)) return;
      const again = newId();
      const anew = await sealLetter(from, keys, again, { text, about }, Date.now());
      await this.#api.write(again, from.pub.user, user, anew);
    }
  }

  /** What she sent under this id. */
  async #sent(from: Keyring, to: string, id: string): Promise<OpenedLetter | null> {
    const { letters } = await this.#api.thread(from.pub.user, to, "");
    const found = letters.find((one) => one.id === id && one.mine);
    if (found === undefined) return null;
    return openLetter(from.identity, fromBase64(found.bytes), { id, from: from.pub.user, to });
  }

  // Saying no

  stand = (of: string, who: string, stand: "taken" | "declined"): Promise<void> =>
    this.#api.stand(of, who, stand);
  block = (of: string, who: string, blocked: boolean): Promise<void> =>
    this.#api.block(of, who, blocked);
  erase = (id: string): Promise<void> => this.#api.erase(id);

  /** Hands the moderators this one letter, opened, with its writer's signature. */
  async report(of: string, who: string, id: string, why: string): Promise<void> {
    const address = await this.#own(of);
    for (let before = ""; ; ) {
      const page = await this.#api.thread(of, who, before);
      const found = page.letters.find((one) => one.id === id && !one.mine);
      if (found !== undefined) {
        const want = { id, from: who, to: address.pub.user };
        const { opened } = await openLetter(address.identity, fromBase64(found.bytes), want);
        return this.#api.report(id, opened, why);
      }
      if (page.next === null) return;
      before = page.next;
    }
  }
}
