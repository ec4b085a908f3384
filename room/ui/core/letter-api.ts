import type { Bytes } from "../../seal/index.ts";
import { b64url } from "../../seal/index.ts";
import type { Api } from "./api.ts";

export interface AddressHead {
  user: string;
  pen: { id: string; name: string } | null;
  open: boolean;
}

/** Two addresses that wrote to each other. */
export interface WithLine {
  of: string;
  with: string;
  at: number;
  unread: number;
  stand: "asked" | "taken" | "declined" | null;
  blocked: boolean;
  /** the other's pen name, and one's own */
  pen: string | null;
  own_pen: string | null;
}

export interface LetterBytes {
  id: string;
  from: string;
  to: string;
  mine: boolean;
  at: number;
  read: boolean;
  bytes: string;
}

const at = encodeURIComponent;

/** The calls about letters. What they give is believed nowhere: it is checked where it is opened. */
export class LetterApi {
  readonly #calls: Api["calls"];

  constructor(api: Api) {
    this.#calls = api.calls;
  }

  addresses = (): Promise<AddressHead[]> => this.#calls.json("GET", "addresses");
  putAddress = (user: string, pen: string | null, line: string, open: boolean): Promise<void> =>
    this.#calls.tell("PUT", `addresses/${at(user)}`, { pen, line, open });
  addressOf = (pen: string): Promise<{ user: string; name: string; line: string }> =>
    this.#calls.json("GET", `addresses/of/${at(pen)}`);

  list = (): Promise<WithLine[]> => this.#calls.json("GET", "letters");
  waiting = (): Promise<{ people: number }> => this.#calls.json("GET", "letters/waiting");
  thread = (
    of: string,
    who: string,
    before: string,
  ): Promise<{ letters: LetterBytes[]; next: string | null }> =>
    this.#calls.json("GET", `letters/${at(of)}/${at(who)}?before=${at(before)}`);
  write = (
    id: string,
    from: string,
    to: string,
    { mine, theirs }: { mine: Bytes; theirs: Bytes },
  ): Promise<void> =>
    this.#calls.tell("POST", "letters", {
      id,
      from,
      to,
      mine: b64url(mine),
      theirs: b64url(theirs),
    });
  read = (of: string, who: string): Promise<void> =>
    this.#calls.tell("POST", `letters/${at(of)}/${at(who)}/read`, {});
  stand = (of: string, who: string, stand: "taken" | "declined"): Promise<void> =>
    this.#calls.tell("PUT", `letters/${at(of)}/${at(who)}/stand`, { stand });
  block = (of: string, who: string, blocked: boolean): Promise<void> =>
    this.#calls.tell("PUT", `letters/${at(of)}/${at(who)}/block`, { blocked });
  erase = (id: string): Promise<void> => this.#calls.tell("DELETE", `letters/one/${at(id)}`);
  report = (id: string, opened: string, why: string): Promise<void> =>
    this.#calls.tell("POST", `letters/one/${at(id)}/report`, { opened, why });
}
