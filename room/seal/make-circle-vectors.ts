/** The circles, grants, invitations and pages of `from-typescript.json`; see `make-vectors.ts`. */
import {
  addMember,
  b64url,
  type CircleState,
  circleAudience,
  handOver,
  joinRequest,
  type Keyring,
  makeGrant,
  makeInvitation,
  newKeyring,
  newPageLink,
  openKeyring,
  type PageForThem,
  type PageLink,
  pageIdentity,
  printInvitation,
  printPageLink,
  removeMember,
  renewMember,
  safetyNumber,
  sealEntry,
  sealPage,
  startCircle,
  type WrittenEpoch,
} from "./index.ts";

const AT = 1_790_000_000_000;
const ROOM = "https://room.example";
const member = async (name: string): Promise<Keyring> => openKeyring((await newKeyring(name)).text);

const reads = (state: CircleState): object => ({
  genesis: state.genesis,
  keeper: state.keeper,
  members: Object.fromEntries(
    [...state.members].map(([user, { enc: _, ...keys }]) => [user, keys]),
  ),
  renewed: Object.fromEntries(state.renewed),
  epoch: state.epoch,
  epochs: state.epochs.size,
  heads: Object.fromEntries(state.heads),
  head: state.head,
  seq: state.seq,
});

/** Ada starts a circle with Ben and Cleo; Ben goes and comes back; Cleo keeps it; Ada's keys are new. */
async function story() {
  const [ada, ben, cleo] = await Promise.all([member("ada"), member("ben"), member("cleo")]);
  const started = await startCircle(ada);
  const withBen = await addMember(ada, started.state, ben.pub);
  const withCleo = await addMember(ada, withBen.state, cleo.pub);
  const without = await removeMember(ada, withCleo.state, ben.pub.user);
  const back = await addMember(ada, without.state, ben.pub);
  const handed = await handOver(ada, back.state, cleo.pub.user);
  const renewed = await renewMember(cleo, handed.state, ada.pub.user, (await member("ada")).pub);
  const written = { started, withBen, withCleo, without, back, handed };
  const lines = Object.fromEntries(Object.entries(written).map(([name, { line }]) => [name, line]));
  return { ada, ben, cleo, ...written, renewed, lines, log: Object.keys(lines) };
}

/** Every section of `from-typescript.json` that circles and pages have. */
export async function circleVectors(): Promise<object> {
  const { ada, ben, cleo, started, withBen, withCleo, without, handed, renewed, lines, log } =
    await story();
  const { state } = handed;
  const identities = [started.identity, without.identity];
  const table = { circle: state.circle, lines: { ...lines, renewed: renewed.line } };
  const entry = async (name: string, me: Keyring, at: CircleState, body: string) => {
    const sealed = await sealEntry(me, circleAudience(at, me), { id: name, rev: 1, at: AT }, body);
    const listed = { author: me.pub.user, seenRev: null };
    const file = b64url(sealed.file);
    return { name, log, id: name, epoch: at.epoch, ...listed, expect: "ok", file, body };
  };
  const all = new Map(identities.map((identity, i) => [i + 1, identity] as const));
  const newest = new Map([[2, identities[1] ?? ""]]);
  const grant = async (name: string, keys: Map<number, string>) => {
    const file = b64url(await makeGrant(cleo, state, ben.pub.user, keys));
    return { name, to: "ben", expect: "ok", keys: Object.fromEntries(keys), file };
  };
  const circles = {
    ...table,
    identities,
    logs: [
      { name: "a whole log", log, expect: "ok", reads: reads(state) },
      { name: "a circle of two", log: log.slice(0, 2), expect: "ok", reads: reads(withBen.state) },
      {
        name: "with the genesis and what was seen",
        log,
        genesis: state.genesis,
        seen: { seq: 2, head: withCleo.state.head },
        expect: "ok",
        reads: reads(state),
      },
      {
        name: "with new keys",
        log: [...log, "renewed"],
        expect: "ok",
        reads: reads(renewed.state),
      },
      { name: "a hidden removal", log: log.slice(0, 3), seen: seen(state), expect: "rolled-back" },
    ],
    entries: [
      await entry("by a member before she went", ben, withBen.state, "À bientôt 🤍"),
      await entry("by the keeper", cleo, state, "With you."),
    ],
  };
  const grants = {
    ...table,
    keyrings: { ben: ben.text },
    log,
    cases: [await grant("every epoch", all), await grant("the newest epoch", newest)],
  };
  return { circles, grants, invitations: await invitations(ada, started), pages: await pages(ada) };
}

const seen = ({ seq, head }: CircleState): object => ({ seq, head });

async function invitations(keeper: Keyring, { line, state }: WrittenEpoch): Promise<object> {
  const dan = await member("dan");
  const invitation = makeInvitation(state);
  const request = await joinRequest(dan, invitation, state, "Robin 🤍", AT);
  const forged = { ...request, p: JSON.stringify(keeper.pub) };
  const reads = { user: dan.pub.user, name: "Robin 🤍" };
  const link = printInvitation(ROOM, invitation);
  return {
    keeper: keeper.text,
    circle: state.circle,
    lines: { genesis: line },
    log: ["genesis"],
    links: [{ name: "a link", link, expect: "ok", reads: invitation }],
    requests: [
      { name: "somebody with the link", invitation, request, expect: "ok", reads },
      { name: "swapped keys", invitation, request: forged, expect: "bad-mac", reads: null },
    ],
    numbers: [{ number: await safetyNumber(dan.pub), keys: dan.pub }],
  };
}

async function pages(me: Keyring): Promise<object> {
  const link = newPageLink(false);
  const locked = newPageLink(true);
  const passcode = "cafe\u0301 five";
  const page: PageForThem = {
    kind: "page",
    what: "We wait.",
    helps: "Soup 🤍",
    please_not: "",
    call_instead: "Robin",
    passcode: true,
    newer: [1],
  };
  const made = async (name: string, of: PageLink) => {
    const identity = await pageIdentity(of, passcode);
    const { file } = await sealPage(me, of, identity, { rev: 1, at: AT }, page);
    const opens = { link: of, identity, expect: "ok", file: b64url(file) };
    return { name, ...opens, reads: { ...page, passcode: of.passcode } };
  };
  const cases = [await made("a page", link), await made("a page with a passcode", locked)];
  return {
    links: cases.map(({ name, link: of }) => ({
      name,
      link: printPageLink(ROOM, of),
      expect: "ok",
      reads: of,
    })),
    identities: cases.map(({ name, link: of, identity, expect }) => ({
      name,
      link: of,
      passcode,
      expect,
      identity,
    })),
    cases,
  };
}
