import { Decrypter, Encrypter, webauthn } from "age-encryption";
import { afterEach, expect, test, vi } from "vitest";
import { checkHeader } from "./header.ts";
import { newKeyring, openKeyring, openSheetNote, renewSheet, sealSheetNote } from "./keyring.ts";
import { openWithPasskey, prfInputs, sealForPasskey } from "./passkey.ts";

const FIDO2PRF = "age-encryption.org/fido2prf";

/** An authenticator's PRF: HMAC under a key of its own, as in CTAP's hmac-secret. */
async function prf(key: number, input: BufferSource): Promise<ArrayBuffer> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const raw = new Uint8Array(32).fill(key);
  const secret = await crypto.subtle.importKey("raw", raw, hmac, false, ["sign"]);
  return crypto.subtle.sign("HMAC", secret, input);
}

async function results(key: number, inputs: { first: BufferSource; second: BufferSource }) {
  return { first: await prf(key, inputs.first), second: await prf(key, inputs.second) };
}

/** What typage finds when it asks the browser itself. */
function browser(key: number): void {
  vi.stubGlobal("navigator", {
    credentials: {
      get: async ({ publicKey }: { publicKey: PublicKeyCredentialRequestOptions }) => {
        const { prf: asked } = publicKey.extensions as {
          prf: { eval: { first: BufferSource; second: BufferSource } };
        };
        const given = await results(key, asked.eval);
        return { getClientExtensionResults: () => ({ prf: { results: given } }) };
      },
    },
  });
}

const ada = async () => openKeyring((await newKeyring("ada")).text);

afterEach(() => vi.unstubAllGlobals());

test("typage opens what is sealed to a passkey here", async () => {
  const me = await ada();
  const file = await sealForPasskey(me, await results(1, await prfInputs()));
  expect(checkHeader(file, "keyring", FIDO2PRF)).toBeNull();
  browser(1);
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({ rpId: "room" }));
  expect(await decrypter.decrypt(file, "text")).toBe(me.text);
});

test("what opens with one touch is this member's, this passkey's, and whole", async () => {
  const me = await ada();
  const given = await results(1, await prfInputs());
  const file = await sealForPasskey(me, given);
  expect((await openWithPasskey("ada", given, file)).text).toBe(me.text);
  await expect(openWithPasskey("tom", given, file)).rejects.toThrow("other-name");
  const other = await results(2, await prfInputs());
  await expect(openWithPasskey("ada", other, file)).rejects.toThrow("wrong-key");
  for (const at of [60, 120, file.length - 1]) {
    const bent = file.slice();
    bent[at] = (bent[at] ?? 0) ^ 1;
    await expect(openWithPasskey("ada", given, bent)).rejects.toThrow();
  }
});

test("a stanza of typage with a nonce of its own is refused: its PRF was not asked for", async () => {
  browser(1);
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ rpId: "room" }));
  const file = await encrypter.encrypt((await ada()).text);
  expect(checkHeader(file, "keyring", FIDO2PRF)).toBeNull();
  const given = await results(1, await prfInputs());
  await expect(openWithPasskey("ada", given, file)).rejects.toThrow("wrong-key");
});

test("a passkey's older copy learns of the newest sheet from a note that only its member can sign", async () => {
  const me = await ada();
  const renewed = await openKeyring((await renewSheet(me)).text);
  expect(renewed.recoveryRecipient).not.toBe(me.recoveryRecipient);
  const learned = await openSheetNote(me, await sealSheetNote(renewed));
  expect(learned.text).toBe(renewed.text);

  const mallory = await openKeyring((await newKeyring("ada")).text);
  const forged = await sealSheetNote({ ...mallory, pub: { ...mallory.pub, enc: me.pub.enc } });
  await expect(openSheetNote(me, forged)).rejects.toThrow("bad-sheet-note");
});
