import { decryptWith, encryptTo, recipientOf, seedOf } from "./age.ts";
import { type Bytes, fromUtf8, utf8 } from "./bytes.ts";
import { type CircleState, memberNow } from "./circle.ts";
import { changed } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { parseSigned, sign, verifies } from "./signed.ts";

const START = /^# alongside grant v1\n# (.+)\n# (\S+)\n/;
const EPOCH = /# epoch ([1-9]\d{0,3})\n(AGE-SECRET-KEY-PQ-1\S+)\n/y;

interface Statement {
  circle: string;
  to: string;
  epochs: number[];
  head: string;
  by: string;
}

/** The identity is the one whose recipient the log names for that epoch. */
async function checkIdentity(state: CircleState, epoch: number, identity: string): Promise<void> {
  const recipient = state.epochs.get(epoch);
  if (recipient === undefined) throw changed("unknown-epoch");
  if ((await recipientOf(identity)) !== recipient) throw changed("swapped-key");
}

/**
 * A grant: the identities of these epochs for one member, an age identity file inside an age file.
 * The keeper makes it, for members only.
 *
 * @throws SealError `changed-on-the-way`: `not-the-keeper`, `ghost-member`, `unknown-epoch`,
 *   `swapped-key`
 */
export async function makeGrant(
  me: Keyring,
  state: CircleState,
  user: string,
  identities: ReadonlyMap<number, string>,
): Promise<Bytes> {
  if (me.pub.user !== state.keeper) throw changed("not-the-keeper");
  const member = memberNow(state, user);
  if (member === undefined) throw changed("ghost-member");
  const sorted = [...identities].sort(([a], [b]) => a - b);
  for (const [epoch, identity] of sorted) await checkIdentity(state, epoch, identity);
  const statement = {
    circle: state.circle,
    to: member.sig,
    epochs: sorted.map(([epoch]) => epoch),
    head: state.head,
  };
  const signed = (await sign(me.signer, "grant", statement)).replace("\n", "\n# ");
  const keys = sorted.map(([epoch, identity]) => `# epoch ${epoch}\n${identity}\n`).join("");
  return encryptTo(member.enc, utf8(`# alongside grant v1\n# ${signed}\n${keys}`));
}

function parseStatement(line: string): Statement {
  const value = parseSigned(line);
  if (value === null) throw changed("malformed");
  const { circle, to, epochs, head, by } = value;
  if (typeof circle !== "string" || typeof to !== "string") throw changed("malformed");
  if (typeof head !== "string" || typeof by !== "string") throw changed("malformed");
  if (!Array.isArray(epochs) || !epochs.every(Number.isSafeInteger)) throw changed("malformed");
  return { circle, to, epochs, head, by };
}

/** The identities after the signed statement, in their order. */
function parseKeys(text: string, start: number): [number, string][] {
  const found: [number, string][] = [];
  EPOCH.lastIndex = start;
  let end = start;
  for (let match = EPOCH.exec(text); match !== null; match = EPOCH.exec(text)) {
    const [, epoch = "", identity = ""] = match;
    if (seedOf(identity) === null) throw changed("malformed");
    found.push([Number(epoch), identity]);
    end = EPOCH.lastIndex;
  }
  if (end !== text.length) throw changed("malformed");
  return found;
}

async function checkStatement(
  me: Keyring,
  state: CircleState,
  line: string,
  signature: string,
): Promise<number[]> {
  const { circle, to, epochs, head, by } = parseStatement(line);
  if (circle !== state.circle) throw changed("other-circle");
  if (to !== me.pub.sig) throw changed("not-for-me");
  const at = state.heads.get(head);
  if (at === undefined) throw changed("other-head");
  if (by !== state.members.get(at.keeper)?.sig) throw changed("not-the-keeper");
  if (!(await verifies("grant", line, signature, by))) throw changed("bad-signature");
  return epochs;
}

async function plainText(me: Keyring, file: Uint8Array): Promise<string> {
  const plain = await decryptWith(me.identity, file, "keyring", changed);
  try {
    return fromUtf8(plain);
  } catch {
    throw changed("malformed");
  }
}

/**
 * The identities in a grant, by epoch. Whoever kept the circle at the head it names must have
 * signed it for `me`, it must hold the epochs it says, and each identity must be the log's.
 *
 * @throws SealError `changed-on-the-way`, with the check that refused as its `reason`
 */
export async function openGrant(
  me: Keyring,
  state: CircleState,
  file: Uint8Array,
): Promise<Map<number, string>> {
  const text = await plainText(me, file);
  const [start, line, signature] = START.exec(text) ?? [];
  if (!start || !line || !signature) throw changed("malformed");
  const epochs = await checkStatement(me, state, line, signature);
  const keys = parseKeys(text, start.length);
  const said = keys.length === epochs.length && keys.every(([epoch], i) => epoch === epochs[i]);
  const rising = epochs.every((epoch, i) => i === 0 || epoch > Number(epochs[i - 1]));
  if (!said || !rising) throw changed("other-epochs");
  for (const [epoch, identity] of keys) await checkIdentity(state, epoch, identity);
  return new Map(keys);
}
