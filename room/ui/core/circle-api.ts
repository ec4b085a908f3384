import type { Bytes } from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Progress } from "./types.ts";

/** A circle in the list that the server gives. */
export interface CircleHead {
  id: string;
  user: string;
  keeper: boolean;
  lines: number;
  changed_at: number;
}

export interface AskedLine {
  id: string;
  invite: string;
  p: string;
  name: string;
  mac: string;
  at: number;
}

export interface InviteLine {
  id: string;
  uses_left: number;
  ends_at: number;
}

export interface CircleView {
  user: string;
  lines: string[];
  count: number;
  /** base64url age file */
  grant: string | null;
  invites?: InviteLine[];
  requests?: AskedLine[];
  left?: string[];
  renewals?: { user: string; line: string }[];
}

export interface CircleEntryLine {
  id: string;
  user: string;
  rev: number;
  epoch: number;
  at: number;
  size: number;
  /** who is to see it before the others */
  first: string | null;
  /** for whom it was put there: they may take it back */
  for: string | null;
}

/** Whom the server is told of with the first revision of an entry. */
export interface Named {
  first?: string | null;
  for?: string | null;
}

export interface CircleEntryPage {
  entries: CircleEntryLine[];
  cursor: string;
  more: boolean;
  count: number;
}

export interface CircleEntryBytes {
  id: string;
  user: string;
  rev: number;
  epoch: number;
  at: number;
  bytes: string;
}

export interface NewLine {
  line: string;
  grants?: { user: string; bytes: string }[];
  request?: string | null;
}

const AGE = { "Content-Type": "application/age" };
const at = encodeURIComponent;

/** The calls about circles. What they give is believed nowhere: it is checked where it is opened. */
export class CircleApi {
  readonly #calls: Api["calls"];

  constructor(api: Api) {
    this.#calls = api.calls;
  }

  list = (): Promise<CircleHead[]> => this.#calls.json("GET", "circles");
  make = (id: string, line: string, grant: string): Promise<void> =>
    this.#calls.tell("POST", "circles", { id, line, grant });
  view = (id: string, from: number): Promise<CircleView> =>
    this.#calls.json("GET", `circles/${at(id)}?from=${from}`);
  append = (id: string, line: NewLine): Promise<void> =>
    this.#calls.tell("POST", `circles/${at(id)}/lines`, line);
  async grant(id: string, user: string, file: Bytes): Promise<void> {
    const path = `circles/${at(id)}/grants/${at(user)}`;
    await this.#calls.ask("PUT", path, { headers: AGE, body: file });
  }
  invite = (id: string, invite: string, uses: number, endsAt: number): Promise<void> =>
    this.#calls.tell("POST", `circles/${at(id)}/invites`, { id: invite, uses, ends_at: endsAt });
  withdraw = (id: string, invite: string): Promise<void> =>
    this.#calls.tell("DELETE", `circles/${at(id)}/invites/${at(invite)}`);
  decline = (id: string, request: string): Promise<void> =>
    this.#calls.tell("DELETE", `circles/${at(id)}/requests/${at(request)}`);
  renewal = (id: string, line: string): Promise<void> =>
    this.#calls.tell("POST", `circles/${at(id)}/renewal`, { line });
  leave = (id: string): Promise<void> => this.#calls.tell("POST", `circles/${at(id)}/leave`, {});
  end = (id: string): Promise<void> => this.#calls.tell("DELETE", `circles/${at(id)}`);

  invitation = (invite: string, from: number): Promise<{ circle: string; lines: string[] }> =>
    this.#calls.json("GET", `invites/${at(invite)}?from=${from}`);
  ask = (invite: string, request: { p: string; name: string; mac: string }): Promise<void> =>
    this.#calls.tell("POST", `invites/${at(invite)}/request`, request);

  entries = (id: string, cursor: string): Promise<CircleEntryPage> =>
    this.#calls.json("GET", `circles/${at(id)}/entries?cursor=${at(cursor)}`);
  bundle = (id: string, ids: readonly string[]): Promise<{ entries: CircleEntryBytes[] }> =>
    this.#calls.json("GET", `circles/${at(id)}/entries/bundle?ids=${ids.map(at).join(",")}`);
  putEntry = (
    id: string,
    entry: string,
    file: Bytes,
    ifRev: number,
    epoch: number,
    named: Named = {},
  ): Promise<{ rev: number }> =>
    this.#calls.json("PUT", `circles/${at(id)}/entries/${at(entry)}`, {
      headers: {
        ...AGE,
        "If-Rev": String(ifRev),
        "X-Epoch": String(epoch),
        ...(named.first ? { "X-First": named.first } : {}),
        ...(named.for ? { "X-For": named.for } : {}),
      },
      body: file,
    });
  letThrough = (id: string, entry: string): Promise<void> =>
    this.#calls.tell("POST", `circles/${at(id)}/entries/${at(entry)}/let-through`, {});
  eraseEntry = (id: string, entry: string): Promise<void> =>
    this.#calls.tell("DELETE", `circles/${at(id)}/entries/${at(entry)}`);

  async putMedia(
    id: string,
    media: string,
    entry: string,
    file: Bytes,
    progress: Progress = () => undefined,
  ): Promise<void> {
    const path = `circles/${at(id)}/media/${at(media)}?entry=${at(entry)}`;
    await this.#calls.ask("PUT", path, { headers: AGE, body: file, progress });
  }
  media = async (id: string, media: string): Promise<Bytes> =>
    (await this.#calls.ask("GET", `circles/${at(id)}/media/${at(media)}`)).bytes;
  eraseMedia = (id: string, media: string): Promise<void> =>
    this.#calls.tell("DELETE", `circles/${at(id)}/media/${at(media)}`);
}
