import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { openLetter, SealError, unb64url } from "./index.ts";

interface Vectors {
  identity: string;
  id: string;
  from: string;
  to: string;
  cases: { name: string; expect: string; file: string; reads: object | null }[];
}

/** `crates/seal/tests/circle_vectors.rs` reads the same. */
const { identity, cases, ...want }: Vectors = JSON.parse(
  readFileSync(resolve("../crates/seal/vectors/letters.json"), "utf8"),
);

test.each(cases)("letter: $name", async ({ expect: reason, file, reads }) => {
  const bytes = unb64url(file) ?? new Uint8Array();
  const found = await openLetter(identity, bytes, want).then(
    ({ text, about, at }) => ({ reason: "ok", reads: { text, about, at } }),
    (error: unknown) => ({
      reason: error instanceof SealError ? error.reason : String(error),
      reads: null,
    }),
  );
  expect(found).toEqual({ reason, reads });
});
