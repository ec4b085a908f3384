import { b64url, randomBytes, unb64url } from "../../seal/index.ts";
import { type PrfResults, prfInputs } from "../../seal/passkey.ts";
import type * as wire from "./wire.ts";

/** The browser or the person said no to the touch. */
export class NoTouch extends Error {
  readonly say = "No passkey was used. You can try again, or go on with your words.";
  constructor() {
    super("no touch");
    this.name = "NoTouch";
  }
}

/** The authenticator has a passkey for this member already. */
export class TouchedBefore extends Error {
  readonly say = "This device has a passkey of yours already. It is in the list here.";
  constructor() {
    super("touched before");
    this.name = "TouchedBefore";
  }
}

/** What an authenticator gave: what is sent, and the PRF's results, which never are. */
export interface Touch {
  credential: wire.Credential;
  prf: PrfResults | null;
}

const bytes = (text: string) => unb64url(text) ?? new Uint8Array();
const text = (buffer: ArrayBuffer): string => b64url(new Uint8Array(buffer));

interface PrfOutputs {
  enabled?: boolean;
  results?: { first: BufferSource; second?: BufferSource };
}

const prfOf = (credential: PublicKeyCredential): PrfOutputs =>
  (credential.getClientExtensionResults() as { prf?: PrfOutputs }).prf ?? {};

const resultsOf = ({ results }: PrfOutputs): PrfResults | null =>
  results?.second === undefined ? null : { first: results.first, second: results.second };

/** Only what is named here is sent: never what extensions gave, for the PRF's results are there. */
const sent = (
  credential: PublicKeyCredential,
  response: Record<string, string | null>,
): wire.Credential => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: {},
});

async function ask(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await work();
    if (credential !== null) return credential as PublicKeyCredential;
  } catch (error) {
    const name = error instanceof Error || error instanceof DOMException ? error.name : "";
    if (name === "InvalidStateError") throw new TouchedBefore();
    if (!["NotAllowedError", "AbortError", "NotSupportedError", "SecurityError"].includes(name)) {
      throw error;
    }
  }
  throw new NoTouch();
}

/**
 * Passkeys belong to the room's own host. A server could name the domain above it, and then every
 * page below that may ask a passkey for what opens the keyring.
 */
const here = (): string => location.hostname;

/** One touch: who it is, and with a PRF what opens the keyring. */
export async function touchToSignIn(
  options: wire.GetOptions,
  { credentials }: Pick<Navigator, "credentials"> = navigator,
): Promise<Touch> {
  const prf = { eval: await prfInputs() };
  const publicKey = {
    challenge: bytes(options.challenge),
    rpId: here(),
    userVerification: "required" as const,
    extensions: { prf } as AuthenticationExtensionsClientInputs,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  };
  const got = await ask(() => credentials.get({ publicKey }));
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    got.response as AuthenticatorAssertionResponse;
  const credential = sent(got, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle === null ? null : text(userHandle),
  });
  return { credential, prf: resultsOf(prfOf(got)) };
}

/** A second touch, for authenticators that give no PRF while they make a passkey. */
async function prfAfter(
  made: PublicKeyCredential,
  credentials: CredentialsContainer,
): Promise<PrfResults | null> {
  const publicKey = {
    challenge: randomBytes(32),
    rpId: here(),
    allowCredentials: [{ id: made.rawId, type: "public-key" as const }],
    userVerification: "required" as const,
    extensions: { prf: { eval: await prfInputs() } } as AuthenticationExtensionsClientInputs,
  };
  return resultsOf(prfOf(await ask(() => credentials.get({ publicKey }))));
}

/** Makes a passkey. `prf` is null where it can only sign in. */
export async function touchToMake(
  options: wire.CreateOptions,
  { credentials }: Pick<Navigator, "credentials"> = navigator,
): Promise<Touch> {
  const publicKey = {
    challenge: bytes(options.challenge),
    rp: { name: options.rp.name, id: here() },
    pubKeyCredParams: options.pubKeyCredParams,
    authenticatorSelection: {
      residentKey: "required" as const,
      requireResidentKey: true,
      userVerification: "required" as const,
    },
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(({ id }) => ({
      id: bytes(id),
      type: "public-key" as const,
    })),
    extensions: { prf: { eval: await prfInputs() } } as AuthenticationExtensionsClientInputs,
  };
  const made = await ask(() => credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  const credential = sent(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
  });
  const outputs = prfOf(made);
  const prf = resultsOf(outputs);
  if (prf !== null || outputs.enabled !== true) return { credential, prf };
  return { credential, prf: await prfAfter(made, credentials) };
}
