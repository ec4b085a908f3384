import { type Bytes, fromUtf8, type Kdf } from "../../seal/index.ts";
import { ApiError, SignedOut } from "./errors.ts";
import { type Answered, type Ask, overTheWire, type Transport } from "./transport.ts";
import type { OpenAudience, Progress } from "./types.ts";
import type * as wire from "./wire.ts";

const FALLBACK = "The place could not do this just now. Please try again in a moment.";
const JSON_TYPE = { "Content-Type": "application/json" } as const;
const AGE_TYPE = { "Content-Type": "application/age" } as const;

type Options = Pick<Ask, "headers" | "body" | "progress">;

/** What the server's JSON says, or null: a proxy's error page must not break anything here. */
function parsed(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    return null;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

const textIn = (value: unknown, name: string): string | undefined => {
  const found = field(value, name);
  return typeof found === "string" ? found : undefined;
};

function refusal(answer: Answered): ApiError {
  const body = parsed(answer.bytes);
  const error = field(body, "error");
  const about = textIn(error, "field");
  const rev = field(body, "rev") ?? field(error, "rev");
  return new ApiError(
    textIn(error, "code") ?? "unexpected",
    textIn(error, "say") ?? FALLBACK,
    answer.status,
    {
      ...(about === undefined ? {} : { field: about }),
      ...(typeof rev === "number" ? { rev } : {}),
    },
  );
}

const segment = encodeURIComponent;
const after = (cursor: string | null): string =>
  cursor === null ? "" : `?cursor=${segment(cursor)}`;

/**
 * Every call of the room API. Each throws `Offline`, `SignedOut` or `ApiError`, and nothing else.
 * Types of answers are believed: the server can lie in any of them, so what matters is checked by
 * signature where it is opened, never here.
 */
export class Api {
  readonly #carry: Transport;
  /** Told whenever the server no longer knows this session. */
  onSignedOut: () => void = () => undefined;

  constructor(carry: Transport = overTheWire) {
    this.#carry = carry;
  }

  async #ask(method: Ask["method"], path: string, options: Partial<Options> = {}) {
    const answer = await this.#carry({ method, path: `/api/${path}`, headers: {}, ...options });
    if (answer.status >= 200 && answer.status < 300) return answer;
    const error = refusal(answer);
    // A proof (words or a sheet) that does not fit is a 401 too, with its own code.
    if (answer.status === 401 && !["sign-in", "words", "passkeys/sign-in"].includes(path)) {
      this.onSignedOut();
      throw new SignedOut();
    }
    throw error;
  }

  async #json<T>(method: Ask["method"], path: string, options: Partial<Options> = {}): Promise<T> {
    const answer = await this.#ask(method, path, options);
    const value = parsed(answer.bytes);
    if (typeof value !== "object" || value === null) {
      throw new ApiError("unexpected", FALLBACK, answer.status, {});
    }
    return value as T;
  }

  #send<T>(method: "POST" | "PUT", path: string, body: unknown, headers = {}): Promise<T> {
    return this.#json(method, path, {
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify(body),
    });
  }

  async #tell(method: Ask["method"], path: string, body?: unknown): Promise<void> {
    const sent = body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) };
    await this.#ask(method, path, sent);
  }

  /** For parts that are fetched later and bring their own calls. */
  readonly calls = {
    ask: (method: Ask["method"], path: string, options?: Partial<Options>): Promise<Answered> =>
      this.#ask(method, path, options),
    json: <T>(method: Ask["method"], path: string, options?: Partial<Options>): Promise<T> =>
      this.#json(method, path, options),
    tell: (method: Ask["method"], path: string, body?: unknown): Promise<void> =>
      this.#tell(method, path, body),
  };

  session = (): Promise<wire.SessionNow> => this.#json("GET", "session");
  place = (): Promise<wire.Place> => this.#json("GET", "place");
  salt = (name: string): Promise<{ kdf: Kdf }> => this.#send("POST", "salt", { name });
  askToBeLetIn = (answer: string): Promise<{ token: string }> =>
    this.#send("POST", "admissions/ask", { answer });
  lookAtAdmission = (token: string): Promise<wire.Admission> =>
    this.#send("POST", "admissions/look", { token });
  invitations = (): Promise<{ out: number }> => this.#json("GET", "invitations");
  invite = (): Promise<{ token: string }> => this.#json("POST", "invitations");
  withdrawInvitations = (): Promise<void> => this.#tell("DELETE", "invitations");
  signUp = (body: wire.SignUpBody): Promise<{ half: string }> =>
    this.#send("POST", "sign-up", body);
  signIn = (body: wire.SignInBody): Promise<{ half: string; keyring: string }> =>
    this.#send("POST", "sign-in", body);
  signOut = (): Promise<void> => this.#tell("POST", "sign-out");
  signOutEverywhere = (): Promise<void> => this.#tell("POST", "sign-out-everywhere");
  words = (body: wire.WordsBody): Promise<void> => this.#tell("POST", "words", body);
  sessions = (): Promise<wire.SessionLine[]> => this.#json("GET", "sessions");
  endSession = (id: string): Promise<void> => this.#tell("DELETE", `sessions/${segment(id)}`);
  passkeys = (): Promise<wire.PasskeyLine[]> => this.#json("GET", "passkeys");
  beginPasskey = (): Promise<wire.Begun<wire.CreateOptions>> =>
    this.#send("POST", "passkeys/begin", {});
  addPasskey = (body: wire.PasskeyBody): Promise<wire.PasskeyLine> =>
    this.#send("POST", "passkeys", body);
  removePasskey = (id: string): Promise<void> => this.#tell("DELETE", `passkeys/${segment(id)}`);
  beginPasskeySignIn = (): Promise<wire.Begun<wire.GetOptions>> =>
    this.#send("POST", "passkeys/sign-in/begin", {});
  passkeySignIn = (body: wire.PasskeyInBody): Promise<wire.PasskeyIn> =>
    this.#send("POST", "passkeys/sign-in", body);
  handover = (): Promise<{ code: string; enter: string }> => this.#send("POST", "handover", {});

  entries = (cursor: string | null = null): Promise<wire.EntryPage> =>
    this.#json("GET", `entries${after(cursor)}`);
  bundle = (ids: readonly string[]): Promise<{ entries: wire.EntryBytes[] }> =>
    this.#json("GET", `entries/bundle?ids=${ids.map(segment).join(",")}`);
  async entry(id: string): Promise<{ file: Bytes; rev: number }> {
    const answer = await this.#ask("GET", `entries/${segment(id)}`);
    return { file: answer.bytes, rev: Number(answer.header("X-Rev") ?? 0) };
  }
  putEntry = (id: string, file: Bytes, ifRev: number): Promise<{ rev: number }> =>
    this.#json("PUT", `entries/${segment(id)}`, {
      headers: { ...AGE_TYPE, "If-Rev": String(ifRev) },
      body: file,
    });
  eraseEntry = (id: string): Promise<void> => this.#tell("DELETE", `entries/${segment(id)}`);

  async putMedia(id: string, entry: string, file: Bytes, progress: Progress): Promise<void> {
    const path = `media/${segment(id)}?entry=${segment(entry)}`;
    await this.#ask("PUT", path, { headers: AGE_TYPE, body: file, progress });
  }
  media = async (id: string): Promise<Bytes> =>
    (await this.#ask("GET", `media/${segment(id)}`)).bytes;
  eraseMedia = (id: string): Promise<void> => this.#tell("DELETE", `media/${segment(id)}`);

  pages = (): Promise<wire.OutLine[]> => this.#json("GET", "pages");
  putPage = (
    id: string,
    file: Bytes,
    ifRev: number,
    endsAt: number | null,
  ): Promise<{ rev: number }> =>
    this.#json("PUT", `pages/${segment(id)}`, {
      headers: { ...AGE_TYPE, "If-Rev": String(ifRev), "X-Ends-At": String(endsAt ?? "") },
      body: file,
    });
  erasePage = (id: string): Promise<void> => this.#tell("DELETE", `pages/${segment(id)}`);

  pens = (): Promise<wire.Pen[]> => this.#json("GET", "pens");
  newPen = (name: string, key: string): Promise<wire.Pen> =>
    this.#send("POST", "pens", { name }, { "Idempotency-Key": key });

  putPhoto = (bytes: Bytes, key: string, progress: Progress): Promise<wire.OpenPhoto> =>
    this.#json("POST", "photos", {
      headers: { "Content-Type": "image/jpeg", "Idempotency-Key": key },
      body: bytes,
      progress,
    });

  share = (body: wire.StoryBody & { pen: string }, key: string): Promise<wire.Shared> =>
    this.#send("POST", "stories", body, { "Idempotency-Key": key });
  update = (story: string, body: wire.StoryBody): Promise<{ version: number }> =>
    this.#send("PUT", `stories/${segment(story)}`, body);
  /** With so many answers as the server gives at once, oldest first. */
  ownCopy = (story: string, cursor: string | null = null): Promise<wire.OwnCopy> =>
    this.#json("GET", `stories/${segment(story)}${after(cursor)}`);
  audience = (story: string, audience: OpenAudience): Promise<{ version: number }> =>
    this.#send("POST", `stories/${segment(story)}/audience`, { audience });
  /** With `version`, only while it is still as it was read. */
  eraseCopy = (story: string, version: number | null): Promise<void> =>
    this.#tell(
      "DELETE",
      `stories/${segment(story)}${version === null ? "" : `?version=${version}`}`,
    );
  ownStories = (): Promise<wire.OwnStoryLine[]> => this.#json("GET", "stories");
  heard = (cursor: string | null = null): Promise<wire.HeardPage> =>
    this.#json("GET", `heard${after(cursor)}`);
}
