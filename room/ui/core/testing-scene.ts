import {
  addMember,
  type CircleState,
  type Keyring,
  newKeyring,
  openKeyring,
  removeMember,
  startCircle,
} from "../../seal/index.ts";
import { Api } from "./api.ts";
import { grantsFor } from "./circle-log.ts";
import { CircleNotes } from "./circle-note.ts";
import { SealedCircles } from "./circles.ts";
import { Device } from "./device.ts";
import { SealedPhotos } from "./photos.ts";
import { SealedStories } from "./sync.ts";
import { FakeCircle } from "./testing-circles.ts";

export interface Person {
  keys: Keyring;
  user: string;
  device: Device;
  circles: SealedCircles;
  stories: SealedStories;
  photos: SealedPhotos;
}

export type Keys = Record<"maeve" | "tom" | "ann" | "una", Keyring>;

/** Keys for everybody; they take long to make, and so once for all tests of a file. */
export async function newKeys(): Promise<Keys> {
  const make = async (name: string) => openKeyring((await newKeyring(name)).text);
  const [maeve, tom, ann, una] = await Promise.all(["maeve", "tom", "ann", "una"].map(make));
  return { maeve, tom, ann, una } as Keys;
}

/** A circle that Maeve keeps, with Tom and Ann in it; Una is not. */
export class Scene {
  readonly keys: Keys;
  readonly server: FakeCircle;
  readonly identities = new Map<number, string>();
  state: CircleState;

  private constructor(keys: Keys, state: CircleState) {
    this.keys = keys;
    this.state = state;
    this.server = new FakeCircle(state.circle);
    this.server.keeper = keys.maeve.pub.user;
  }

  static async of(keys: Keys): Promise<Scene> {
    const start = await startCircle(keys.maeve);
    const scene = new Scene(keys, start.state);
    await scene.goOn(start.line, start.state, start.identity);
    for (const one of [keys.tom, keys.ann]) {
      const { line, state } = await addMember(keys.maeve, scene.state, one.pub);
      await scene.goOn(line, state);
    }
    return scene;
  }

  /** Somebody who has asked to join this circle, so that their note knows it. */
  async somebody(who: Keyring): Promise<Person> {
    const { user } = who.pub;
    const api = new Api(this.server.carry(user));
    const device = new Device(crypto.randomUUID());
    const deps = { api, device, writer: async () => ({ me: who, member: true }) };
    const stories = new SealedStories(deps);
    const photos = new SealedPhotos(deps);
    const circles = new SealedCircles({ ...deps, stories, photos, origin: "http://room" });
    const { genesis } = this.state;
    const seen = { seq: 0, head: genesis };
    const known = { genesis, invites: {}, seen };
    await new CircleNotes(api, device).change(who, this.server.id, () => known);
    return { keys: who, user, device, circles, stories, photos };
  }

  /** What the keeper's browser sends after a line. */
  async goOn(line: string, next: CircleState, identity?: string): Promise<void> {
    const { keys, server, identities } = this;
    this.state = next;
    if (identity !== undefined) identities.set(next.epoch, identity);
    server.lines.push(line);
    server.epoch = next.epoch;
    for (const { user, bytes } of await grantsFor(keys.maeve, next, identities)) {
      server.members.add(user);
      server.grants.set(user, bytes);
    }
  }

  async takeOut({ user }: Person): Promise<void> {
    const { line, state, identity } = await removeMember(this.keys.maeve, this.state, user);
    this.server.out(user);
    await this.goOn(line, state, identity);
  }
}
