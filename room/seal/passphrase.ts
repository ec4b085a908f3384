import { identityFromSeed } from "./age.ts";
import { b64url, hkdf, randomBytes, sha256, unb64url, utf8 } from "./bytes.ts";
import { SealError } from "./error.ts";
import { type Stretch, stretchHere } from "./stretch.ts";

/** How a passphrase becomes keys. `m` is in KiB, `t` in passes, `p` in lanes. */
export interface Kdf {
  alg: "argon2id";
  v: 19;
  m: number;
  t: number;
  p: number;
  /** base64url, 16 to 64 bytes */
  salt: string;
}

/** What a server may not ask to go under: 64 MiB, three passes (RFC 9106 §4, second choice). */
export const KDF_FLOOR = { m: 65536, t: 3, p: 1 } as const;
/** What a server may not ask to go over, so that it cannot stall a phone: 1 GiB. */
export const KDF_CEILING = { m: 1 << 20, t: 16, p: 4 } as const;

/** What a passphrase gives. */
export interface Derived {
  /** Signs in; the server keeps only its SHA-256. base64url, 32 bytes. */
  login: string;
  /** Opens `keyring.pass.age`; never leaves the device. */
  wrapIdentity: string;
}

/** Fresh parameters at the floor. */
export const newKdf = (): Kdf => ({
  alg: "argon2id",
  v: 19,
  ...KDF_FLOOR,
  salt: b64url(randomBytes(16)),
});

const within = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;

/** Throws `weak-kdf` for parameters outside floor and ceiling. They come from the server. */
export function checkKdf(kdf: Kdf): void {
  const salt = typeof kdf.salt === "string" ? unb64url(kdf.salt) : null;
  const fine =
    kdf.alg === "argon2id" &&
    kdf.v === 19 &&
    within(kdf.m, KDF_FLOOR.m, KDF_CEILING.m) &&
    within(kdf.t, KDF_FLOOR.t, KDF_CEILING.t) &&
    within(kdf.p, KDF_FLOOR.p, KDF_CEILING.p) &&
    salt !== null &&
    within(salt.length, 16, 64);
  if (!fine) throw new SealError("weak-kdf");
}

/**
 * The keys behind a passphrase. Takes 0.3 s on a desktop and 3 s on a slow phone, as long as
 * `stretch` does.
 *
 * @throws SealError `weak-kdf`, or `bad-passphrase` when name or passphrase is empty or the name
 *   has a line break in it
 */
export async function derive(
  name: string,
  passphrase: string,
  kdf: Kdf,
  stretch: Stretch = stretchHere,
): Promise<Derived> {
  checkKdf(kdf);
  if (name === "" || name.includes("\n") || passphrase === "") {
    throw new SealError("bad-passphrase");
  }
  const master = await stretch({
    password: passphrase.normalize("NFKC"),
    salt: await sha256(utf8(`alongside/v1/kdf\n${name}\n${kdf.salt}`)),
    m: kdf.m,
    t: kdf.t,
    p: kdf.p,
  });
  const login = b64url(await hkdf(master, "alongside/v1/login"));
  const wrapIdentity = identityFromSeed(await hkdf(master, "alongside/v1/wrap"));
  master.fill(0);
  return { login, wrapIdentity };
}
