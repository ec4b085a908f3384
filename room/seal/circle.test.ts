import { beforeAll, expect, test } from "vitest";
import { newIdentity, recipientOf } from "./age.ts";
import {
  addFromNowOn,
  addMember,
  allOf,
  type CircleState,
  EPOCHS_MAX,
  handOver,
  LINES_MAX,
  MEMBERS_MAX,
  memberNow,
  membersNow,
  nowOf,
  readLog,
  removeMember,
  renewMember,
  startCircle,
} from "./circle.ts";
import { circleAudience, circleWant, openEntry, sealEntry } from "./entry.ts";
import { makeGrant, openGrant } from "./grant.ts";
import { checkHeader } from "./header.ts";
import {
  acceptJoin,
  joinRequest,
  makeInvitation,
  parseInvitation,
  printInvitation,
} from "./invitation.ts";
import { type Keyring, newKeyring, openKeyring } from "./keyring.ts";
import {
  newPageLink,
  openPage,
  pageIdentity,
  parsePageLink,
  printPageLink,
  sealPage,
} from "./page.ts";
import { askRenewal, readRenewal } from "./renewal.ts";
import { safetyNumber } from "./safety.ts";
import { userOf } from "./user.ts";

let ada: Keyring;
let ben: Keyring;
let cleo: Keyring;
const member = async (name: string) => openKeyring((await newKeyring(name)).text);
const refuses = (reason: string) => ({ code: "changed-on-the-way", reason });

beforeAll(async () => {
  [ada, ben, cleo] = await Promise.all([member("ada"), member("ben"), member("cleo")]);
});

/** Ada's circle with Ben in it. */
async function two() {
  const started = await startCircle(ada);
  const added = await addMember(ada, started.state, ben.pub);
  const identities = new Map([[1, started.identity]]);
  return { lines: [started.line, added.line], state: added.state, identities };
}

test("a circle is started, joined by link, read and written, and left", async () => {
  const { line, state, identity } = await startCircle(ada);
  const invitation = makeInvitation(state);
  const link = printInvitation("https://room.example", invitation);
  const mine = parseInvitation(link);
  expect(mine).toEqual(invitation);

  const seen = await readLog(mine.circle, [line], { genesis: mine.genesis });
  const request = await joinRequest(ben, mine, seen, "Robin", 1);
  const joiner = await acceptJoin(ada, invitation, state, request);
  expect(joiner).toEqual({ member: ben.pub, name: "Robin" });

  const added = await addMember(ada, state, joiner.member);
  const log = [line, added.line];
  const grant = await makeGrant(ada, added.state, ben.pub.user, new Map([[1, identity]]));
  const bens = await readLog(mine.circle, log, { genesis: mine.genesis });
  const keys = await openGrant(ben, bens, grant);
  const sealed = await sealEntry(ben, circleAudience(bens, ben), { id: "e", rev: 1, at: 1 }, "Hi");
  const want = circleWant(added.state, "e", ben.pub.user);
  expect((await openEntry(keys.get(1) ?? "", sealed.file, want)).body).toBe("Hi");

  const removed = await removeMember(ada, added.state, ben.pub.user);
  expect([...membersNow(removed.state).keys()]).toEqual([ada.pub.user]);
  const later = await sealEntry(
    ada,
    circleAudience(removed.state, ada),
    { id: "f", rev: 1, at: 1 },
    "",
  );
  const after = circleWant(removed.state, "f");
  await expect(openEntry(keys.get(1) ?? "", later.file, after)).rejects.toMatchObject(
    refuses("cannot-decrypt"),
  );
  expect((await openEntry(removed.identity, later.file, after)).body).toBe("");
  const old = circleWant(removed.state, "e", ben.pub.user, 1, 1);
  expect((await openEntry(identity, sealed.file, old)).body).toBe("Hi");
});

test("a sign-in name is in nothing that others open", async () => {
  const { state, identities } = await two();
  const audience = circleAudience(state, ben);
  const { file } = await sealEntry(ben, audience, { id: "e", rev: 1, at: 1 }, "");
  const opened = await openEntry(identities.get(1) ?? "", file, circleWant(state, "e"));
  expect(opened.header.author).toBe(await userOf(ben.pub.sig));
  expect(JSON.stringify([ben.pub, opened.header, [...state.members]])).not.toContain('"ben"');
});

test("whoever is not in a circle seals nothing for it", async () => {
  const { state } = await two();
  expect(() => circleAudience(state, cleo)).toThrow("not-a-member");
  const { state: without } = await removeMember(ada, state, ben.pub.user);
  expect(() => circleAudience(without, ben)).toThrow("not-a-member");
});

test("a log read line by line is the log read at once, and what was read stays as it was", async () => {
  const { lines, state } = await two();
  const [first = "", second = ""] = lines;
  const half = await readLog(state.circle, [first]);
  const whole = await readLog(state.circle, [second], { state: half });
  expect(whole).toEqual(await readLog(state.circle, lines));
  expect(half.seq).toBe(0);
  expect(half.members.has(ben.pub.user)).toBe(false);
  expect(await readLog(state.circle, [], { state: whole })).toEqual(whole);
  const other = readLog("another", [], { state: whole });
  await expect(other).rejects.toMatchObject(refuses("other-circle"));
});

test("whoever is to read from now on comes with a new epoch, and opens nothing from before", async () => {
  const start = await startCircle(ada);
  const { line, state, identity } = await addFromNowOn(ada, start.state, ben.pub);
  expect(await readLog(state.circle, [start.line, line])).toEqual(state);
  expect([state.epoch, state.members.get(ben.pub.user)?.from]).toEqual([2, 2]);
  const before = await sealEntry(
    ada,
    circleAudience(start.state, ada),
    { id: "a", rev: 1, at: 1 },
    "before",
  );
  const grant = await makeGrant(ada, state, ben.pub.user, new Map([[2, identity]]));
  const keys = await openGrant(ben, state, grant);
  expect([...keys.keys()]).toEqual([2]);
  const want = circleWant(state, "a", undefined, undefined, 1);
  await expect(openEntry(keys.get(2) ?? "", before.file, want)).rejects.toThrow(
    "changed-on-the-way",
  );
  const again = await addFromNowOn(ada, state, cleo.pub).then(({ line }) => line);
  const old = again.replace(/"recipient":"[^"]+"/, `"recipient":"${state.epochs.get(1)}"`);
  await expect(readLog(state.circle, [old], { state })).rejects.toMatchObject({
    reason: "bad-signature",
  });
});

test("a line that readers refuse is not written", async () => {
  const { state } = await two();
  await expect(addMember(ben, state, cleo.pub)).rejects.toMatchObject(refuses("not-the-keeper"));
  await expect(addMember(ada, state, ben.pub)).rejects.toMatchObject(refuses("double-member"));
  await expect(removeMember(ada, state, cleo.pub.user)).rejects.toMatchObject(
    refuses("ghost-member"),
  );
  await expect(handOver(ada, state, cleo.pub.user)).rejects.toMatchObject(refuses("ghost-member"));
});

test("whoever takes a circle over writes its next line, and older grants still open", async () => {
  const { lines, state, identities } = await two();
  const grant = await makeGrant(ada, state, ben.pub.user, identities);
  const handed = await handOver(ada, state, ben.pub.user);
  expect(handed.state.keeper).toBe(ben.pub.user);
  await expect(addMember(ada, handed.state, cleo.pub)).rejects.toMatchObject(
    refuses("not-the-keeper"),
  );
  const added = await addMember(ben, handed.state, cleo.pub);
  const read = await readLog(state.circle, [...lines, handed.line, added.line]);
  expect(await openGrant(ben, read, grant)).toEqual(identities);
  await expect(makeGrant(ada, read, ben.pub.user, identities)).rejects.toMatchObject(
    refuses("not-the-keeper"),
  );
});

test("somebody who comes back is a member of the epochs that they were in", async () => {
  const { state } = await two();
  const out = await removeMember(ada, state, ben.pub.user);
  const twice = await removeMember(
    ada,
    (await addMember(ada, out.state, cleo.pub)).state,
    cleo.pub.user,
  );
  const back = await addMember(ada, twice.state, ben.pub);
  expect(memberNow(back.state, ben.pub.user)).toMatchObject({
    from: 3,
    earlier: [{ from: 1, until: 1 }],
  });
});

test("a grant holds no key that is not the log's, and is for members alone", async () => {
  const { state, identities } = await two();
  const other = new Map([[1, cleo.identity]]);
  const grant = (who: string, keys: Map<number, string>) => makeGrant(ada, state, who, keys);
  await expect(grant(ben.pub.user, other)).rejects.toMatchObject(refuses("swapped-key"));
  await expect(grant(ben.pub.user, new Map([[2, cleo.identity]]))).rejects.toMatchObject(
    refuses("unknown-epoch"),
  );
  await expect(grant(cleo.pub.user, identities)).rejects.toMatchObject(refuses("ghost-member"));
});

test("nobody asks to join another circle than the invitation's, or without a name", async () => {
  const { state } = await startCircle(ada);
  const { state: other } = await startCircle(ada);
  const invitation = makeInvitation(state);
  const ask = (circle: CircleState, name: string) => joinRequest(ben, invitation, circle, name, 1);
  await expect(ask(other, "Robin")).rejects.toMatchObject(refuses("other-circle"));
  const forged = { ...state, genesis: other.genesis };
  await expect(ask(forged, "Robin")).rejects.toMatchObject(refuses("other-genesis"));
  for (const name of ["", "  ", "a\nb", "a".repeat(61)]) {
    await expect(ask(state, name)).rejects.toMatchObject(refuses("bad-name"));
  }
});

test("a safety number is six groups of five digits that follow the keys", async () => {
  const number = await safetyNumber(ben.pub);
  expect(number).toMatch(/^\d{5}( \d{5}){5}$/);
  expect(await safetyNumber({ ...ben.pub, sig: ada.pub.sig })).not.toBe(number);
  expect(await safetyNumber({ ...ben.pub, enc: ada.pub.enc })).not.toBe(number);
});

test("a page for them opens with its link and passcode, and names no sign-in name", async () => {
  const link = newPageLink(true);
  expect(parsePageLink(printPageLink("https://room.example", link))).toEqual(link);
  const identity = await pageIdentity(link, "blue door");
  const page = {
    kind: "page" as const,
    what: "We wait.",
    helps: "Soup.",
    please_not: "",
    call_instead: "",
    passcode: false,
  };
  const { file } = await sealPage(ada, link, identity, { rev: 1, at: 1 }, page);
  const opened = await openPage(link, await pageIdentity(link, "blue door"), file);
  expect(opened.page).toEqual({ ...page, passcode: true });
  expect(JSON.stringify(opened)).not.toContain('"ada"');
  const other = await pageIdentity(link, "red door");
  await expect(openPage(link, other, file)).rejects.toMatchObject({
    code: "wrong-key",
    reason: "cannot-decrypt",
  });
  await expect(pageIdentity(link, "")).rejects.toMatchObject({ code: "bad-passphrase" });
  const open = { ...link, passcode: false };
  await expect(openPage(open, other, file)).rejects.toMatchObject(refuses("cannot-decrypt"));
});

test("a circle has 150 members at once, 2,000 lines and 160 epochs", async () => {
  const { state } = await startCircle(ada);
  const member = { enc: "", sig: "", from: 1 };
  const ghosts = Array.from({ length: MEMBERS_MAX - 2 }, (_, i) => [`${i}`, member] as const);
  const gone = ["gone", { ...member, until: 1 }] as const;
  const crowd = { ...state, members: new Map([...state.members, ...ghosts, gone]) };
  const full = await addMember(ada, crowd, ben.pub);
  expect(membersNow(full.state).size).toBe(MEMBERS_MAX);
  await expect(addMember(ada, full.state, cleo.pub)).rejects.toMatchObject(
    refuses("too-many-members"),
  );
  const long = await addMember(ada, { ...state, seq: LINES_MAX - 2 }, ben.pub);
  await expect(handOver(ada, long.state, ben.pub.user)).rejects.toMatchObject(
    refuses("too-many-lines"),
  );
  const late = { ...full.state, epoch: EPOCHS_MAX - 1 };
  const last = await removeMember(ada, late, ben.pub.user);
  const back = await addMember(ada, last.state, ben.pub);
  await expect(removeMember(ada, back.state, ben.pub.user)).rejects.toMatchObject(
    refuses("too-many-epochs"),
  );
});

test("a grant of as many epochs as there may be is one that a server takes", async () => {
  const { state } = await two();
  const keys = await Promise.all(Array.from({ length: EPOCHS_MAX }, () => newIdentity()));
  const identities = new Map(keys.map((key, i) => [i + 1, key]));
  const epochs = new Map<number, string>();
  for (const [epoch, key] of identities) epochs.set(epoch, await recipientOf(key));
  const file = await makeGrant(ada, { ...state, epochs }, ben.pub.user, identities);
  expect(checkHeader(file, "keyring")).toBeNull();
  expect(await openGrant(ben, { ...state, epochs }, file)).toEqual(identities);
});

test("new keys take the place of the old, and who somebody was is known", async () => {
  const { state } = await two();
  const next = await member("ben");
  const asked = await askRenewal(ben, state.circle, next.pub);
  expect(await readRenewal(state, ben.pub.user, asked)).toEqual(next.pub);
  const renewed = await renewMember(ada, state, ben.pub.user, next.pub);
  expect([...membersNow(renewed.state).keys()]).toEqual([ada.pub.user, next.pub.user]);
  expect(nowOf(renewed.state, ben.pub.user)).toBe(next.pub.user);
  expect(allOf(renewed.state, next.pub.user)).toEqual([next.pub.user, ben.pub.user]);
  const late = await sealEntry(ben, circleAudience(state, ben), { id: "e", rev: 1, at: 1 }, "Hi");
  await expect(
    openEntry(renewed.identity, late.file, circleWant(renewed.state, "e", next.pub.user)),
  ).rejects.toThrow();
  await expect(removeMember(ben, renewed.state, next.pub.user)).rejects.toMatchObject(
    refuses("not-the-keeper"),
  );
});

test("a wish for new keys that is not theirs is refused", async () => {
  const { state } = await two();
  const next = await member("ben");
  const refused = async (user: string, line: string, reason: string) =>
    expect(readRenewal(state, user, line)).rejects.toMatchObject(refuses(reason));
  const { circle } = state;
  await refused(ben.pub.user, await askRenewal(cleo, circle, next.pub), "bad-signature");
  await refused(ben.pub.user, await askRenewal(ben, "elsewhere", next.pub), "other-circle");
  await refused(cleo.pub.user, await askRenewal(cleo, circle, next.pub), "ghost-member");
  const asked = await askRenewal(ben, circle, next.pub);
  await refused(ben.pub.user, asked.replace(next.pub.user, cleo.pub.user), "bad-signature");
  const another = { ...next.pub, user: cleo.pub.user };
  await refused(ben.pub.user, await askRenewal(ben, circle, another), "wrong-user");
});
