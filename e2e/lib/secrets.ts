// What nobody but its member may ever hold, gathered so that it can be looked for.
import type { Page } from "@playwright/test";
import { Decrypter } from "age-encryption";
import { seedOf } from "../../room/seal/age.ts";
import { openGrant, openKeyring, parseInvitation, readLog } from "../../room/seal/index.ts";
import { type Canary, canaryOf, filesBelow, type Source } from "./canary.ts";
import { ask } from "./http.ts";
import { CAMERA, COMMENT, LATITUDE, type Photo, SERIAL } from "./photo.ts";
import type { Place } from "./test.ts";
import type { Person } from "./ui.ts";
import type { Wire } from "./wire.ts";

/** The text of somebody's keyring, opened with the recovery sheet from what the browser sent when signing up. */
export async function keyringTextOf(wire: Wire, person: Person): Promise<string> {
  const sent = wire.exchanges.find(
    (x) =>
      x.path === "/api/sign-up" &&
      x.status === 201 &&
      (JSON.parse(x.requestBody.toString("utf8")) as { name: string }).name === person.name,
  );
  if (!sent) throw new Error("nobody signed up by this name");
  const { keyring_recovery } = JSON.parse(sent.requestBody.toString("utf8")) as { keyring_recovery: string };
  const decrypter = new Decrypter();
  decrypter.addIdentity(person.sheet);
  return decrypter.decrypt(Buffer.from(keyring_recovery, "base64url"), "text");
}

/** The keyring's own secrets. */
export async function keyringOf(place: Place, person: Person): Promise<Canary[]> {
  const text = await keyringTextOf(place.wire, person);
  const identity = /AGE-SECRET-KEY-PQ-1\S+/.exec(text)?.[0];
  const seed = /# ed25519-seed: (\S+)/.exec(text)?.[1];
  if (!identity || !seed) throw new Error("the recovery sheet opened something that is no keyring");
  return [
    canaryOf("the keyring's identity", identity),
    canaryOf("the signing seed", seed),
    canaryOf("the signing seed's bytes", Buffer.from(seed, "base64url")),
  ];
}

export const wordsOf = (person: Person): Canary[] => [
  canaryOf("the six words", person.words),
  canaryOf("the recovery sheet", person.sheet),
  // A prefix, so that one that was cut, or printed in groups, is found as well.
  canaryOf("the start of the recovery sheet", person.sheet.slice(0, 40)),
];

export const photoOf = (photo: Photo): Canary[] => [
  canaryOf("the camera", CAMERA),
  canaryOf("the camera's number", SERIAL),
  canaryOf("the photo's comment", COMMENT),
  canaryOf("where it was taken", LATITUDE),
  canaryOf("the photo's own bytes", photo.piece),
];

/** What stands after the `#` of an invitation's link, and its bytes. */
export function behindInvitation(link: string): Canary[] {
  const { id, secret } = parseInvitation(link);
  return [
    canaryOf(`the secret of the invitation ${id}`, secret),
    canaryOf(`the bytes of the secret of the invitation ${id}`, Buffer.from(secret, "base64url")),
  ];
}

/** The identities of a circle's epochs that a member's grant holds: what opens all that was said in them. */
export async function epochsOf(
  place: Place,
  circle: string,
  { page, person }: { page: Page; person: Person },
): Promise<{ secrets: Canary[]; epochs: number[]; newest: number }> {
  const me = await openKeyring(await keyringTextOf(place.wire, person));
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const target = { address: "127.0.0.2", port: place.wire.port };
  const reply = await ask(target, { side: "room", path: `/api/circles/${circle}?from=0`, cookie });
  const { lines, grant } = JSON.parse(reply.text) as { lines: string[]; grant: string };
  const state = await readLog(circle, lines);
  const identities = await openGrant(me, state, Buffer.from(grant, "base64url"));
  const secrets = [...identities].flatMap(([epoch, identity]) => [
    canaryOf(`the identity of epoch ${epoch}`, identity),
    canaryOf(`the bytes of the identity of epoch ${epoch}`, seedOf(identity) ?? new Uint8Array()),
  ]);
  return { secrets, epochs: [...identities.keys()], newest: state.epoch };
}

/** Everything the program leaves behind: database, WAL, objects, and its log. */
export const leftBehind = (place: Place): Source[] => [
  ...filesBelow(place.program.data),
  { name: "the program's log", bytes: Buffer.from(place.program.logs()) },
];

/** That, and all that went over the wire. */
export const everything = (place: Place): Source[] => [...leftBehind(place), ...place.wire.record()];
