import { b64url, type Keyring, openSheetNote, SealError, unb64url } from "../../seal/index.ts";
import { openWithPasskey, type PrfResults, sealForPasskey } from "../../seal/passkey.ts";
import type { Api } from "./api.ts";
import { touchToMake, touchToSignIn } from "./touch.ts";
import type * as wire from "./wire.ts";

/** Fetched only when somebody uses a passkey. */
export interface Entered {
  name: string;
  half: string;
  /** null where the passkey signs in and opens nothing sealed */
  me: Keyring | null;
}

type Where = Pick<Navigator, "credentials">;

async function opened(answer: wire.PasskeyIn, prf: PrfResults | null): Promise<Keyring | null> {
  const file = answer.keyring === null ? null : unb64url(answer.keyring);
  if (file === null || prf === null) return null;
  try {
    const me = await openWithPasskey(answer.name, prf, file);
    const note = answer.sheet_note === null ? null : unb64url(answer.sheet_note);
    return note === null ? me : await openSheetNote(me, note);
  } catch (error) {
    // Some give another PRF on another device, and a file may be changed on the way: words open then.
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** Signs in with one touch, and opens the keyring with the same one where that can be. */
export async function enterByPasskey(api: Api, device: string, where?: Where): Promise<Entered> {
  const begun = await api.beginPasskeySignIn();
  const { credential, prf } = await touchToSignIn(begun.options, where);
  const answer = await api.passkeySignIn({ try: begun.try, credential, device });
  return { name: answer.name, half: answer.half, me: await opened(answer, prf) };
}

/** Makes a passkey and seals the keyring to it where that can be. Words and sheet stay as they are. */
export async function addPasskey(
  api: Api,
  me: Keyring,
  name: string,
  where?: Where,
): Promise<wire.PasskeyLine> {
  const begun = await api.beginPasskey();
  const { credential, prf } = await touchToMake(begun.options, where);
  const keyring = prf === null ? null : b64url(await sealForPasskey(me, prf));
  return api.addPasskey({ try: begun.try, credential, name, keyring });
}
