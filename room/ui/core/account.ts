import {
  b64url,
  derive,
  hasSession,
  type Kdf,
  type Keyring,
  lockSession,
  newKdf,
  newKeyring,
  openKeyring,
  openWithPass,
  openWithSheet,
  recoveryLogin,
  renewSheet,
  resumeSession,
  SealError,
  sealKeyring,
  sealSheetNote,
  storeSession,
  unb64url,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Device } from "./device.ts";
import { ApiError, Locked, Offline, SignedOut, Unkept } from "./errors.ts";
import { stretch } from "./stretch.ts";
import type { Account, AccountState, Proof, SignedUp } from "./types.ts";
import type { PasskeyLine } from "./wire.ts";
import { asDrawn } from "./words.ts";

/** How long leaving quickly waits for the last words to be sealed and sent, in milliseconds; nothing shows by then. */
const LEAVE_AFTER = 300;
/** The longest it waits on a device that is slow to seal them. */
const LEAVE_AT_MOST = 2_000;

/** New words under way: kept until they are answered, so that the sheet shown is the one that fits. */
interface Change {
  name: string;
  words: string;
  kdf: Kdf;
  text: string;
  /** null when the sheet stays the same */
  sheet: string | null;
  /** went out at least once without an answer */
  unanswered: boolean;
}

/** A sign-up under way: it always makes a sheet. */
interface Attempt extends Change {
  sheet: string;
}

/** How the browser is named in the list of sessions: enough to tell one's own devices apart. */
export function deviceName(agent: string): string {
  const found = (names: [RegExp, string][]) => names.find(([has]) => has.test(agent))?.[1];
  const browser = found([
    [/Edg/, "Edge"],
    [/Firefox|FxiOS/, "Firefox"],
    [/Chrom|CriOS/, "Chrome"],
    [/Safari/, "Safari"],
  ]);
  const system = found([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iPhone or iPad"],
    [/Windows/, "Windows"],
    [/Mac/, "Mac"],
    [/Linux|CrOS/, "Linux"],
  ]);
  return `${browser ?? "A browser"}${system === undefined ? "" : ` on ${system}`}`;
}

/** The sign-in name as the server has it; it goes into the keys, so both must write it alike. */
export const plainName = (name: string): string => name.trim().toLowerCase();

const bytesOf = (text: string): Uint8Array => {
  const bytes = unb64url(text);
  if (bytes === null) throw new SealError("bad-keyring", "not-base64url");
  return bytes;
};

const after = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export interface AccountDeps {
  api: Api;
  device: Device;
  /** Sends what is only on the device; how many stories still are. */
  flush: () => Promise<number>;
  /** When the words handed over so far are sealed on this device. */
  sealed: () => Promise<void>;
  agent?: string;
}

export class MemberAccount implements Account {
  #state: AccountState = { kind: "starting" };
  #attempt: Attempt | null = null;
  #change: Change | null = null;
  /** an erasing went out at least once without an answer */
  #eraseUnanswered = false;
  readonly #listeners = new Set<(state: AccountState) => void>();
  readonly #deps: AccountDeps;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
    deps.api.onSignedOut = () => this.#sessionEnded();
  }

  get state(): AccountState {
    return this.#state;
  }

  watch(listener: (state: AccountState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  #become(state: AccountState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** The keys stay in memory: somebody in the middle of a sentence goes on writing. */
  #sessionEnded(): void {
    if (this.#state.kind !== "open") return;
    const { me, name } = this.#state;
    this.#become({ kind: "signed-out", me, name });
  }

  get #device(): string {
    return deviceName(this.#deps.agent ?? globalThis.navigator?.userAgent ?? "");
  }

  async resume(): Promise<AccountState> {
    try {
      const session = await this.#deps.api.session();
      if (session.signed_in) await this.#resumeWith(session);
      else this.#become({ kind: "locked", why: "nobody", name: null });
    } catch {
      const had = await hasSession().catch(() => false);
      this.#become({ kind: "locked", why: had ? "offline" : "nobody", name: null });
    }
    return this.#state;
  }

  async #resumeWith(session: {
    name: string;
    standing: string;
    half: string;
    commons: string;
  }): Promise<void> {
    const { name, standing, commons } = session;
    const text = await resumeSession(bytesOf(session.half));
    const me = text === null ? null : await openKeyring(text);
    if (me === null || me.name !== name) {
      this.#become({ kind: "locked", why: "locked", name });
    } else {
      this.#become({ kind: "open", me, name, standing, commons });
    }
  }

  /** Keeps the opened keys for this browser's session and asks who the server says this is. */
  async #opened(me: Keyring, half: string): Promise<void> {
    await storeSession(me.text, bytesOf(half));
    const session = await this.#deps.api.session().catch(() => null);
    const known = session?.signed_in === true ? session : { standing: "member", commons: "" };
    const { standing, commons } = known;
    this.#become({ kind: "open", me, name: me.name, standing, commons });
  }

  /** Goes on with other keys than before, which the server has taken. */
  goOnWith = (me: Keyring, half: string): Promise<void> => this.#opened(me, half);

  async signUp(name: string, words: string, admission?: string): Promise<SignedUp> {
    const attempt = await this.#attemptFor(plainName(name), asDrawn(words));
    try {
      return await this.#sendSignUp(attempt, admission);
    } catch (error) {
      // The first try may have arrived although its answer did not: then the name is taken by us.
      const taken = error instanceof ApiError && error.status === 409;
      if (taken && attempt.unanswered && (await this.#isOurs(attempt))) {
        return this.#signedUp(attempt);
      }
      if (error instanceof Offline) attempt.unanswered = true;
      throw error;
    }
  }

  async #attemptFor(name: string, words: string): Promise<Attempt> {
    const old = this.#attempt;
    if (old !== null && old.name === name && old.words === words) return old;
    const { text, sheet } = await newKeyring(name);
    this.#attempt = { name, words, kdf: newKdf(), text, sheet, unanswered: false };
    return this.#attempt;
  }

  async #sendSignUp(attempt: Attempt, admission?: string): Promise<SignedUp> {
    const { name, words, kdf } = attempt;
    const me = await openKeyring(attempt.text);
    const { login, wrapIdentity } = await derive(name, words, kdf, stretch);
    const sealed = await sealKeyring(me, wrapIdentity);
    const { half } = await this.#deps.api.signUp({
      name,
      kdf,
      login,
      recovery: await recoveryLogin(attempt.sheet),
      keyring_pass: b64url(sealed.pass),
      keyring_recovery: b64url(sealed.recovery),
      device: this.#device,
      ...(admission === undefined ? {} : { admission }),
    });
    await this.#opened(me, half);
    return this.#signedUp(attempt);
  }

  #signedUp({ sheet }: Attempt): SignedUp {
    this.#attempt = null;
    return { sheet };
  }

  /** Whether signing in with the attempt's words opens the very keys that it made. */
  async #isOurs({ name, words, text }: Change): Promise<boolean> {
    try {
      const { me, half } = await this.#openWithWords(name, words);
      if (me.text !== text) return false;
      await this.#opened(me, half);
      return true;
    } catch (error) {
      if (error instanceof ApiError || error instanceof SealError) return false;
      throw error;
    }
  }

  async #openWithWords(name: string, words: string): Promise<{ me: Keyring; half: string }> {
    const { kdf } = await this.#deps.api.salt(name);
    const { login, wrapIdentity } = await derive(name, words, kdf, stretch);
    const answer = await this.#deps.api.signIn({
      name,
      secret: login,
      by: "words",
      device: this.#device,
    });
    const me = await openWithPass(name, wrapIdentity, bytesOf(answer.keyring));
    return { me, half: answer.half };
  }

  async signInWithWords(name: string, words: string): Promise<void> {
    const { me, half } = await this.#openWithWords(plainName(name), asDrawn(words));
    await this.#opened(me, half);
  }

  async signInWithSheet(name: string, sheet: string): Promise<void> {
    const plain = plainName(name);
    const answer = await this.#deps.api.signIn({
      name: plain,
      secret: await recoveryLogin(sheet),
      by: "sheet",
      device: this.#device,
    });
    const me = await openWithSheet(sheet, bytesOf(answer.keyring));
    if (me.name !== plain) throw new SealError("bad-keyring", "other-name");
    await this.#opened(me, answer.half);
  }

  async signInWithPasskey(): Promise<void> {
    const { enterByPasskey } = await import("./passkeys.ts");
    const { name, half, me } = await enterByPasskey(this.#deps.api, this.#device);
    if (me !== null) await this.#opened(me, half);
    else this.#become({ kind: "locked", why: "passkey", name });
  }

  async addPasskey(name: string): Promise<PasskeyLine> {
    const state = this.#state;
    if (state.kind !== "open") throw new Locked();
    const { addPasskey } = await import("./passkeys.ts");
    return addPasskey(this.#deps.api, state.me, name);
  }

  signOut = (anyway = false): Promise<void> => this.#leave(anyway, () => this.#deps.api.signOut());

  signOutEverywhere = (anyway = false): Promise<void> =>
    this.#leave(anyway, () => this.#deps.api.signOutEverywhere());

  async #leave(anyway: boolean, tell: () => Promise<void>): Promise<void> {
    const unkept = anyway ? 0 : await this.#deps.flush();
    if (unkept > 0) throw new Unkept(unkept);
    try {
      await tell();
    } catch (error) {
      // Without a network this device still forgets everything; the server's half alone is nothing.
      if (!(error instanceof Offline || error instanceof SignedOut)) throw error;
    }
    await lockSession();
    await this.#deps.device.clear();
    this.#become({ kind: "locked", why: "nobody", name: null });
  }

  async erase(proof: Proof, endCircles: boolean, done: () => void): Promise<void> {
    const state = this.#state;
    if (state.kind !== "open") throw new Locked();
    try {
      const proved = await this.prove(state.me.name, proof);
      const body = { ...proved, end_circles: endCircles };
      await this.#deps.api.calls.tell("POST", "erase", body);
    } catch (error) {
      // The first try may have arrived: then nobody is signed in here any more.
      if (!(this.#eraseUnanswered && error instanceof SignedOut)) {
        this.#eraseUnanswered ||= error instanceof Offline;
        throw error;
      }
    }
    await lockSession();
    await this.#deps.device.clear();
    done();
    this.#become({ kind: "locked", why: "nobody", name: null });
  }

  async leaveQuickly(): Promise<void> {
    // Whoever keeps words that are being typed seals the last of them, as when a page is closed.
    dispatchEvent(new Event("pagehide"));
    this.#deps.flush().catch(() => undefined);
    await Promise.race([
      Promise.all([after(LEAVE_AFTER), this.#deps.sealed()]),
      after(LEAVE_AT_MOST),
    ]);
    navigator.sendBeacon("/api/leave-quickly");
    await lockSession();
  }

  async lock(): Promise<void> {
    const name = "name" in this.#state ? this.#state.name : null;
    await lockSession();
    // Before it is known who is here, `resume` says how it stands: a form shown now would be replaced under the hand.
    if (this.#state.kind === "starting") return;
    this.#become({ kind: "locked", why: "locked", name });
  }

  async changeWords(
    proof: Proof,
    words: string,
    newSheet = false,
  ): Promise<{ sheet: string | null }> {
    const state = this.#state;
    if (state.kind !== "open") throw new Locked();
    const change = await this.#changeFor(state.me, asDrawn(words), newSheet);
    try {
      await this.#sendChange(state.me.name, proof, change);
    } catch (error) {
      if (error instanceof Offline) change.unanswered = true;
      // The first try may have arrived: then the old words prove nothing any more, the new ones do.
      const refused = error instanceof ApiError && error.status === 401;
      if (!(refused && change.unanswered && (await this.#isOurs(change)))) throw error;
    }
    this.#change = null;
    if (change.sheet !== null) await this.#keepRenewed(state, change.text);
    return { sheet: change.sheet };
  }

  async #changeFor(me: Keyring, words: string, newSheet: boolean): Promise<Change> {
    const old = this.#change;
    if (old?.words === words && (old.sheet !== null) === newSheet) return old;
    const { text, sheet } = newSheet ? await renewSheet(me) : { text: me.text, sheet: null };
    this.#change = { name: me.name, words, kdf: newKdf(), text, sheet, unanswered: false };
    return this.#change;
  }

  async #sendChange(name: string, proof: Proof, change: Change): Promise<void> {
    const { login, wrapIdentity } = await derive(name, change.words, change.kdf, stretch);
    const me = await openKeyring(change.text);
    const sealed = await sealKeyring(me, wrapIdentity);
    await this.#deps.api.words({
      ...(await this.prove(name, proof)),
      kdf: change.kdf,
      login,
      keyring_pass: b64url(sealed.pass),
      ...(change.sheet === null
        ? {}
        : {
            keyring_recovery: b64url(sealed.recovery),
            recovery: await recoveryLogin(change.sheet),
            sheet_note: b64url(await sealSheetNote(me)),
          }),
    });
  }

  /** What shows the server that it is really the member. */
  async prove(
    name: string,
    proof: Proof,
  ): Promise<{ login_now: string } | { recovery_now: string }> {
    if ("sheet" in proof) return { recovery_now: await recoveryLogin(proof.sheet) };
    const { kdf } = await this.#deps.api.salt(name);
    return { login_now: (await derive(name, asDrawn(proof.words), kdf, stretch)).login };
  }

  async #keepRenewed(state: AccountState & { kind: "open" }, text: string): Promise<void> {
    const me = await openKeyring(text);
    const session = await this.#deps.api.session().catch(() => null);
    if (session?.signed_in) await storeSession(me.text, bytesOf(session.half));
    this.#become({ ...state, me });
  }
}
