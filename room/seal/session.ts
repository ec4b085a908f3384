import { type Bytes, fromUtf8, owned, randomBytes, utf8 } from "./bytes.ts";

/** After this long without use an unlocked session locks itself, in milliseconds. */
export const IDLE_MS = 30 * 60_000;

/** What the browser keeps: useless without the server's half, and that without this. */
interface Stored {
  local: CryptoKey;
  iv: Bytes;
  box: ArrayBuffer;
  /** milliseconds since 1970 */
  used: number;
}

const DATABASE = "alongside";
const TABLE = "session";
const KEY = "now";

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run<T>(
  mode: IDBTransactionMode,
  work: (table: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(TABLE, mode);
    const request = work(transaction.objectStore(TABLE));
    transaction.oncomplete = () => {
      db.close();
      resolve(request.result);
    };
    transaction.onabort = () => {
      db.close();
      reject(transaction.error);
    };
  });
}

const load = (): Promise<Stored | undefined> =>
  run("readonly", (table) => table.get(KEY) as IDBRequest<Stored | undefined>);

/** The AES key, which needs the local key and the server's half (32 bytes). */
function boxKey(local: CryptoKey, half: Uint8Array): Promise<CryptoKey> {
  if (half.length !== 32) throw new RangeError("the server's half is 32 bytes");
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: owned(half), info: utf8("alongside/v1/session") },
    local,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** Keeps an opened keyring's text for the tabs and page loads of this session. */
export async function storeSession(
  keyringText: string,
  half: Uint8Array,
  now: number = Date.now(),
): Promise<void> {
  const seed = randomBytes(32);
  const local = await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveKey"]);
  seed.fill(0);
  const iv = randomBytes(12);
  const key = await boxKey(local, half);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(keyringText));
  await run("readwrite", (table) => table.put({ local, iv, box, used: now }, KEY));
}

/** Whether this browser holds a session that could be resumed, so that the half is worth asking for. */
export async function hasSession(now: number = Date.now(), idleMs = IDLE_MS): Promise<boolean> {
  const stored = await load();
  return stored !== undefined && now - stored.used <= idleMs;
}

/**
 * The keyring's text, or null (and nothing kept any longer) when there is no session, it was idle
 * for longer than `idleMs`, or the half is not the one it was stored with.
 */
export async function resumeSession(
  half: Uint8Array,
  now: number = Date.now(),
  idleMs = IDLE_MS,
): Promise<string | null> {
  const stored = await load();
  if (stored === undefined) return null;
  if (now - stored.used > idleMs) {
    await lockSession();
    return null;
  }
  try {
    const key = await boxKey(stored.local, half);
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: stored.iv }, key, stored.box);
    await run("readwrite", (table) => table.put({ ...stored, used: now }, KEY));
    return fromUtf8(new Uint8Array(text));
  } catch {
    await lockSession();
    return null;
  }
}

/** Forgets the session on this device: sign-out, and the lock. */
export async function lockSession(): Promise<void> {
  await run("readwrite", (table) => table.clear());
}
