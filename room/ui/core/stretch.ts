import { type Stretch, type Stretching, stretchHere } from "../../seal/index.ts";

/** Where the build put the worker; nothing where nothing was built, as in tests. */
declare const STRETCH_WORKER: string;

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** The worker's address in the type that a page with Trusted Types asks for; no other passes. */
function trusted(worker: string): string {
  const types = Reflect.get(globalThis, "trustedTypes") as TrustedTypes | undefined;
  policy ??= types?.createPolicy("alongside", {
    createScriptURL(url) {
      if (url !== STRETCH_WORKER) throw new TypeError("not a script of the room");
      return url;
    },
  });
  return policy?.createScriptURL(worker) ?? worker;
}

function inWorker(what: Stretching): Promise<Uint8Array> {
  const worker = new Worker(trusted(STRETCH_WORKER));
  const done = new Promise<Uint8Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<unknown>) =>
      data instanceof Uint8Array ? resolve(data) : reject(new Error("no key"));
    worker.onerror = () => reject(new Error("no worker"));
    worker.postMessage(what);
  });
  // Its memory held the words: it goes at once.
  return done.finally(() => worker.terminate());
}

/** In a worker, so that the page goes on meanwhile; here where there can be none. */
export const stretch: Stretch = async (what) => {
  if (typeof STRETCH_WORKER === "undefined" || typeof Worker === "undefined") {
    return stretchHere(what);
  }
  return inWorker(what).catch(() => stretchHere(what));
};
