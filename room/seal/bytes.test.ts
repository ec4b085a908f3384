import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const BAD = ["a", "ab=", "ab==", "a b", "ab\n", " abc", "a*bc", "é", "abcde", "aaaaa", "ab-"];

for (const where of ["in script", "by the browser"] as const) {
  describe(where, () => {
    beforeEach(() => {
      vi.resetModules();
      const own = (Uint8Array as { fromBase64?: unknown }).fromBase64;
      vi.stubGlobal("fromBase64OfBefore", own);
      if (where === "in script") Reflect.deleteProperty(Uint8Array, "fromBase64");
      else if (own === undefined) Reflect.set(Uint8Array, "fromBase64", likeTheBrowser);
    });
    afterEach(() => {
      const own = Reflect.get(globalThis, "fromBase64OfBefore");
      if (own === undefined) Reflect.deleteProperty(Uint8Array, "fromBase64");
      else Reflect.set(Uint8Array, "fromBase64", own);
      vi.unstubAllGlobals();
    });

    test("what was written reads back, and nothing that is not canonical is read", async () => {
      const { b64url, unb64, unb64url } = await import("./bytes.ts");
      for (let length = 0; length < 70; length++) {
        const bytes = new Uint8Array(length).map((_, at) => (at * 89 + length * 31) % 256);
        const text = b64url(bytes);
        expect(unb64url(text)).toEqual(bytes);
        expect(unb64(text.replaceAll("-", "+").replaceAll("_", "/"))).toEqual(bytes);
        if (length % 3 > 0) expect(unb64url(`${text.slice(0, -1)}_`), text).toBeNull();
      }
      for (const bad of BAD) {
        expect(unb64(bad), bad).toBeNull();
        if (bad !== "ab-") expect(unb64url(bad), bad).toBeNull();
      }
      expect(unb64url("ab+/"), "the signs of the other alphabet").toBeNull();
      expect(unb64("ab-_")).toBeNull();
      expect(unb64("ab+/")).toEqual(unb64url("ab-_"));
    });
  });
}

/** As https://tc39.es/proposal-arraybuffer-base64 has it, with loose handling of the last chunk. */
function likeTheBrowser(text: string, { alphabet }: { alphabet: "base64" | "base64url" }) {
  const bare = text.replaceAll(/[\t\n\f\r ]/g, "");
  const signs = alphabet === "base64" ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[A-Za-z0-9_-]*={0,2}$/;
  const kept = bare.replace(/=+$/, "");
  if (!signs.test(bare) || kept.length % 4 === 1) throw new SyntaxError("not base64");
  return new Uint8Array(Buffer.from(bare, alphabet));
}
