import type { Bytes } from "../../seal/index.ts";
import { Offline } from "./errors.ts";
import type { Progress } from "./types.ts";

export interface Ask {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** from `/api/` on */
  path: string;
  headers: Record<string, string>;
  body?: string | Bytes;
  /** how much of the body has gone out, in bytes */
  progress?: Progress;
}

export interface Answered {
  status: number;
  header(name: string): string | null;
  bytes: Bytes;
}

/** Carries one request to the server. @throws Offline when no answer came */
export type Transport = (ask: Ask) => Promise<Answered>;

/** How long an answer may take, in milliseconds: short for words, long for photos on a slow line. */
const PATIENCE = { words: 30_000, photo: 10 * 60_000 } as const;

async function viaFetch(ask: Ask): Promise<Answered> {
  try {
    const answer = await fetch(ask.path, {
      method: ask.method,
      headers: ask.headers,
      body: ask.body ?? null,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE.words),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, header: (name) => answer.headers.get(name), bytes };
  } catch {
    throw new Offline();
  }
}

/** `fetch` cannot tell how much of a body has gone out, so photos go this way. */
function viaXhr(ask: Ask): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(ask.method, ask.path);
    request.responseType = "arraybuffer";
    request.timeout = PATIENCE.photo;
    for (const [name, value] of Object.entries(ask.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => ask.progress?.(event.loaded, event.total);
    request.onload = () =>
      resolve({
        status: request.status,
        header: (name) => request.getResponseHeader(name),
        bytes: new Uint8Array(request.response instanceof ArrayBuffer ? request.response : []),
      });
    const fail = () => reject(new Offline());
    request.onerror = fail;
    request.ontimeout = fail;
    request.onabort = fail;
    request.send(ask.body ?? null);
  });
}

/** The browser's own way to the server. */
export const overTheWire: Transport = (ask) =>
  ask.progress === undefined ? viaFetch(ask) : viaXhr(ask);
