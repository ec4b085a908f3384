import { argon2id } from "hash-wasm";

/** What Argon2id is given: `m` in KiB, `t` passes, `p` lanes. */
export interface Stretching {
  password: string;
  salt: Uint8Array;
  m: number;
  t: number;
  p: number;
}

/** Argon2id, 32 bytes, wherever it runs. */
export type Stretch = (what: Stretching) => Promise<Uint8Array>;

/** On this very thread, which stands still meanwhile. */
export const stretchHere: Stretch = ({ password, salt, m, t, p }) =>
  argon2id({
    password,
    salt,
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: "binary",
  });
