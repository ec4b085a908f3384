// Takes the place of `seal/stretch.ts` in the reader: Argon2id is fetched only where a passcode needs it, and runs
// beside the page.
import type { Stretch } from "../seal/stretch.ts";

/** Where the build put the worker. */
declare const STRETCH_WORKER: string;

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

function trusted(): string {
  const types = Reflect.get(globalThis, "trustedTypes") as TrustedTypes | undefined;
  policy =
    policy ?? types?.createPolicy("alongside", { createScriptURL: (): string => STRETCH_WORKER });
  return policy?.createScriptURL("") ?? STRETCH_WORKER;
}

export const stretchHere: Stretch = (what) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(trusted());
    const end = (then: () => void) => {
      // Its memory held the passcode: it goes at once.
      worker.terminate();
      then();
    };
    worker.onmessage = ({ data }: MessageEvent<unknown>) =>
      end(() => (data instanceof Uint8Array ? resolve(data) : reject(new Error("no key"))));
    worker.onerror = () => end(() => reject(new Error("no worker")));
    worker.postMessage(what);
  });
