// What nobody but its member may ever hold, gathered so that it can be looked for.
import { Decrypter } from "age-encryption";
import { type Canary, canaryOf, filesBelow, type Source } from "./canary.ts";
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

/** Everything the program leaves behind: database, WAL, objects, and its log. */
export const leftBehind = (place: Place): Source[] => [
  ...filesBelow(place.program.data),
  { name: "the program's log", bytes: Buffer.from(place.program.logs()) },
];

/** That, and all that went over the wire. */
export const everything = (place: Place): Source[] => [...leftBehind(place), ...place.wire.record()];
