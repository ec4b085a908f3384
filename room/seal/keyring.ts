import {
  decryptWith,
  encryptTo,
  identityFromSeed,
  isRecipient,
  newIdentity,
  recipientOf,
  seedOf,
} from "./age.ts";
import { type Bytes, b64url, fromUtf8, hkdf, unb64url, utf8 } from "./bytes.ts";
import { SealError } from "./error.ts";
import { importSeed, newSeed, type Signer, sign, verifies, verify } from "./signed.ts";
import { type PublicKeys, userOf } from "./user.ts";

/**
 * A member's opened keys. `text` is the identity file itself and must never be sent anywhere; the
 * sign-in `name` goes into nothing that others open: they know the member by `pub`.
 */
export interface Keyring {
  name: string;
  identity: string;
  signer: Signer;
  pub: PublicKeys;
  recoveryRecipient: string;
  text: string;
}

/** A fresh keyring's text, and the identity for the recovery sheet, which is kept nowhere else. */
export interface NewKeyring {
  text: string;
  sheet: string;
}

const bad = (reason: string): SealError => new SealError("bad-keyring", reason);
const LINES =
  /^# alongside keyring v1 (\S+)\n# ed25519-seed: (\S+)\n# ed25519-pub: (\S+)\n# recovery-recipient: (age1pq1\S+)\n(AGE-SECRET-KEY-PQ-1\S+)\n$/;

interface Parts {
  name: string;
  seed: string;
  pub: string;
  recovery: string;
  identity: string;
}

const print = (parts: Parts): string =>
  `# alongside keyring v1 ${parts.name}\n` +
  `# ed25519-seed: ${parts.seed}\n` +
  `# ed25519-pub: ${parts.pub}\n` +
  `# recovery-recipient: ${parts.recovery}\n` +
  `${parts.identity}\n`;

function split(text: string): Parts {
  const [, name, seed, pub, recovery, identity] = LINES.exec(text) ?? [];
  if (name && seed && pub && recovery && identity) return { name, seed, pub, recovery, identity };
  throw bad("malformed");
}

/** Makes the keys of a new member. `name` is the sign-in name. */
export async function newKeyring(name: string): Promise<NewKeyring> {
  if (!/^\S+$/.test(name)) throw bad("malformed");
  const [identity, sheet, { seed, pub }] = await Promise.all([
    newIdentity(),
    newIdentity(),
    newSeed(),
  ]);
  const recovery = await recipientOf(sheet);
  return {
    text: print({ name, seed: b64url(seed), pub: b64url(pub), recovery, identity }),
    sheet,
  };
}

/** The same keys with a new recovery sheet; the old sheet opens nothing sealed from now on. */
export async function renewSheet(keyring: Keyring): Promise<NewKeyring> {
  const sheet = await newIdentity();
  const recovery = await recipientOf(sheet);
  return { text: print({ ...split(keyring.text), recovery }), sheet };
}

/**
 * The newest sheet's recipient, signed and sealed to the keyring itself. A passkey's copy of the
 * keyring is not sealed anew with a new sheet, so it would go on sealing for the old one.
 */
export async function sealSheetNote(keyring: Keyring): Promise<Bytes> {
  const note = await sign(keyring.signer, "sheet", { recovery: keyring.recoveryRecipient });
  return encryptTo(keyring.pub.enc, utf8(note));
}

/** The keyring with the sheet that the note tells of. @throws SealError `wrong-key`, `bad-keyring` */
export async function openSheetNote(keyring: Keyring, file: Uint8Array): Promise<Keyring> {
  const refuse = (reason: string): SealError => new SealError("wrong-key", reason);
  const note = await decryptWith(keyring.identity, file, "keyring", refuse);
  const said = await verify("sheet", new TextDecoder().decode(note), keyring.pub.sig);
  const recovery = said?.recovery;
  if (typeof recovery !== "string" || !isRecipient(recovery)) throw bad("bad-sheet-note");
  return openKeyring(print({ ...split(keyring.text), recovery }));
}

/** Reads a keyring's text. @throws SealError `bad-keyring` */
export async function openKeyring(text: string): Promise<Keyring> {
  const { name, seed, pub, recovery, identity } = split(text);
  const raw = unb64url(seed);
  if (raw?.length !== 32 || unb64url(pub)?.length !== 32 || seedOf(identity) === null) {
    throw bad("malformed");
  }
  const signer = { key: await importSeed(raw), pub };
  const [line = "", signature = ""] = (await sign(signer, "self-check", {})).split("\n");
  if (!(await verifies("self-check", line, signature, pub))) throw bad("key-mismatch");
  const enc = await recipientOf(identity);
  return {
    name,
    identity,
    signer,
    pub: { user: await userOf(pub), enc, sig: pub },
    recoveryRecipient: recovery,
    text,
  };
}

/** `keyring.pass.age`: the keyring for the passphrase's wrap identity. */
export async function sealForPass(keyring: Keyring, wrapIdentity: string): Promise<Bytes> {
  return encryptTo(await recipientOf(wrapIdentity), utf8(keyring.text));
}

/** `keyring.recovery.age`: the keyring for the recovery sheet. */
export const sealForRecovery = (keyring: Keyring): Promise<Bytes> =>
  encryptTo(keyring.recoveryRecipient, utf8(keyring.text));

/** A keyring from before all keys were changed, for the one of now; an export has it. */
export const sealFormer = (former: Keyring, now: Keyring): Promise<Bytes> =>
  encryptTo(now.pub.enc, utf8(former.text));

/** Both files that the server stores. */
export async function sealKeyring(
  keyring: Keyring,
  wrapIdentity: string,
): Promise<{ pass: Bytes; recovery: Bytes }> {
  const [pass, recovery] = await Promise.all([
    sealForPass(keyring, wrapIdentity),
    sealForRecovery(keyring),
  ]);
  return { pass, recovery };
}

async function openFile(identity: string, file: Uint8Array): Promise<Keyring> {
  const refuse = (reason: string): SealError => new SealError("wrong-key", reason);
  const plain = await decryptWith(identity, file, "keyring", refuse);
  let text: string;
  try {
    text = fromUtf8(plain);
  } catch {
    throw bad("malformed");
  }
  return openKeyring(text);
}

/**
 * Opens `keyring.pass.age`.
 *
 * @throws SealError `wrong-key` when the passphrase is not the one it was sealed under or the file
 *   was changed; `bad-keyring` when what is inside is malformed or is another member's
 */
export async function openWithPass(
  name: string,
  wrapIdentity: string,
  file: Uint8Array,
): Promise<Keyring> {
  const keyring = await openFile(wrapIdentity, file);
  if (keyring.name !== name) throw bad("other-name");
  return keyring;
}

/**
 * The identity on a recovery sheet. Takes the whole sheet's text or what somebody typed from it:
 * upper or lower case, in groups with spaces or hyphens, over several lines.
 *
 * @throws SealError `not-a-sheet` when no identity with a valid checksum is in it
 */
export function readSheet(text: string): string {
  const upper = text.toUpperCase();
  const mark = upper.indexOf("AGE-SECRET-KEY-PQ-1");
  if (mark < 0) throw new SealError("not-a-sheet");
  const from = mark + "AGE-SECRET-KEY-PQ-1".length;
  const letters = upper.slice(from).replace(/[\s-]/g, "").slice(0, 58);
  const identity = `AGE-SECRET-KEY-PQ-1${letters}`;
  const seed = seedOf(identity);
  if (seed === null) throw new SealError("not-a-sheet");
  return identityFromSeed(seed);
}

/**
 * What signs in with the sheet instead of the passphrase: base64url of
 * HKDF-SHA256(the identity's seed, info `alongside/v1/recovery-login`). The server keeps its SHA-256.
 *
 * @throws SealError `not-a-sheet`
 */
export async function recoveryLogin(sheet: string): Promise<string> {
  const seed = seedOf(readSheet(sheet));
  if (seed === null) throw new SealError("not-a-sheet");
  return b64url(await hkdf(seed, "alongside/v1/recovery-login"));
}

/** Opens `keyring.recovery.age` with the sheet. @throws SealError `not-a-sheet`, `wrong-key`, `bad-keyring` */
export async function openWithSheet(sheet: string, file: Uint8Array): Promise<Keyring> {
  return openFile(readSheet(sheet), file);
}
