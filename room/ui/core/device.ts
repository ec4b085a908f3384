import { type Bytes, type Keyring, newKeyring, openKeyring } from "../../seal/index.ts";

/** The newest words of one story, sealed, and what is known of the server's copy. */
export interface Draft {
  id: string;
  /** whose keys it is sealed for: a sign-in name, or `DEVICE` */
  owner: string;
  /** the age file; empty for a story that is still to be erased on the server */
  file: Bytes;
  /** the revision sealed inside `file`, and its mark */
  rev: number;
  mark: string;
  /** the revision the server said yes to last (0: never), and its mark */
  keptRev: number;
  keptMark: string;
  /** marks of revisions that were sent and never answered: any of them may be on the server */
  sent: string[];
  /** has words that the server has not said yes to */
  dirty: boolean;
  /** erased here, still to be erased there */
  erasing: boolean;
  /** milliseconds since 1970 */
  changed: number;
}

/** The newest revision of an entry that this device has verified. */
export interface Seen {
  rev: number;
  mark: string;
}

/** A sealed photo that the server does not have yet. */
export interface HeldMedia {
  id: string;
  story: string;
  owner: string;
  file: Bytes;
  sha: string;
}

/** A share that was not answered yet: sealed, because it ties a sealed story to its open copy. */
export interface Pending {
  id: string;
  owner: string;
  file: Bytes;
}

/** The owner of what was written before there was an account. */
export const DEVICE = "this-device";

const STORES = ["drafts", "seen", "pending", "media", "device-key", "pages"] as const;
type StoreName = (typeof STORES)[number];

function connect(database: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 2);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      for (const name of STORES) {
        if (!there.contains(name)) request.result.createObjectStore(name);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(
  database: string,
  name: StoreName,
  mode: IDBTransactionMode,
  work: (transaction: IDBTransaction) => IDBRequest<T>,
): Promise<T> {
  const db = await connect(database);
  return new Promise((resolve, reject) => {
    // "strict" waits for the disk, not for the system's promise: a phone may die at any moment.
    const transaction = db.transaction(name, mode, { durability: "strict" });
    const request = work(transaction);
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

/** One kind of thing on this device, by id. */
class Shelf<T> {
  readonly #run: <R>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<R>,
  ) => Promise<R>;

  constructor(database: string, name: StoreName) {
    this.#run = (mode, work) => within(database, name, mode, (t) => work(t.objectStore(name)));
  }

  get = (id: string): Promise<T | undefined> =>
    this.#run("readonly", (store) => store.get(id) as IDBRequest<T | undefined>);
  all = (): Promise<T[]> => this.#run("readonly", (store) => store.getAll() as IDBRequest<T[]>);
  async put(id: string, value: T): Promise<void> {
    await this.#run("readwrite", (store) => store.put(value, id));
  }
  /** One transaction for all of them: opening one takes longer than reading from it. */
  async getAll(ids: readonly string[]): Promise<(T | undefined)[]> {
    const asked: IDBRequest<T | undefined>[] = [];
    await this.#run("readonly", (store) => {
      for (const id of ids) asked.push(store.get(id));
      return store.count();
    });
    return asked.map(({ result }) => result);
  }
  async putAll(all: readonly (readonly [id: string, value: T])[]): Promise<void> {
    await this.#run("readwrite", (store) => {
      for (const [id, value] of all) store.put(value, id);
      return store.count();
    });
  }
  /** The ids that begin so. */
  async names(start: string): Promise<string[]> {
    const range = IDBKeyRange.bound(start, `${start}\uffff`);
    const keys = await this.#run("readonly", (store) => store.getAllKeys(range));
    return keys.filter((key) => typeof key === "string");
  }
  async drop(id: string): Promise<void> {
    await this.#run("readwrite", (store) => store.delete(id));
  }
  /** All whose id begins so. */
  async dropUnder(start: string): Promise<void> {
    const range = IDBKeyRange.bound(start, `${start}\uffff`);
    await this.#run("readwrite", (store) => store.delete(range));
  }
  async clear(): Promise<void> {
    await this.#run("readwrite", (store) => store.clear());
  }
}

/** What this browser keeps between visits. Words and photos are sealed before they come here. */
export class Device {
  readonly drafts: Shelf<Draft>;
  readonly pending: Shelf<Pending>;
  readonly media: Shelf<HeldMedia>;
  /** pages for them, her own copies */
  readonly pages: Shelf<Draft>;
  readonly #seen: Shelf<Seen>;
  readonly #key: Shelf<string>;
  #keyring: Promise<Keyring> | null = null;
  /** Told whenever the server shows an older state than this device has seen. */
  onOlder: () => void = () => undefined;

  /** `database` is another one in tests only. */
  constructor(database = "alongside-device") {
    this.drafts = new Shelf(database, "drafts");
    this.pending = new Shelf(database, "pending");
    this.media = new Shelf(database, "media");
    this.pages = new Shelf(database, "pages");
    this.#seen = new Shelf(database, "seen");
    this.#key = new Shelf(database, "device-key");
  }

  seen = (owner: string, id: string): Promise<Seen | undefined> => this.#seen.get(`${owner}/${id}`);
  /** A full disk does not stop anybody from reading; the older mark then still stands. */
  async saw(owner: string, id: string, seen: Seen): Promise<void> {
    await this.#seen.put(`${owner}/${id}`, seen).catch(() => undefined);
  }
  /** The ids of her own things that were seen here; those of circles have the circle's id before them. */
  async seenOwn(owner: string): Promise<string[]> {
    const names = await this.#seen.names(`${owner}/`);
    return names.map((name) => name.slice(owner.length + 1)).filter((id) => !id.includes("/"));
  }
  /** The same for many at once. */
  async seenAll(owner: string, ids: readonly string[]): Promise<Map<string, Seen>> {
    const found = await this.#seen.getAll(ids.map((id) => `${owner}/${id}`));
    return new Map(
      found.flatMap((seen, i) => (seen === undefined ? [] : [[ids[i] ?? "", seen] as const])),
    );
  }
  async sawAll(owner: string, all: ReadonlyMap<string, Seen>): Promise<void> {
    if (all.size === 0) return;
    const entries = [...all].map(([id, seen]) => [`${owner}/${id}`, seen] as const);
    await this.#seen.putAll(entries).catch(() => undefined);
  }
  forgetAllSeen = (owner: string): Promise<void> => this.#seen.dropUnder(`${owner}/`);
  forgetSeen = (owner: string, id: string): Promise<void> => this.#seen.drop(`${owner}/${id}`);

  /**
   * The keys for writing before there is an account, made on first use. They lie in the clear in
   * this browser's storage, next to what they seal: they protect from the server, which never gets
   * them, and NOT from somebody who has this device. Only words behind a passphrase do that.
   */
  keyring(): Promise<Keyring> {
    this.#keyring ??= this.#loadKeyring();
    return this.#keyring;
  }

  async #loadKeyring(): Promise<Keyring> {
    const stored = await this.#key.get(DEVICE);
    if (stored !== undefined) return openKeyring(stored);
    // Its recovery sheet is thrown away: there is nothing on any server to recover.
    const { text } = await newKeyring(DEVICE);
    await this.#key.put(DEVICE, text);
    return openKeyring(text);
  }

  /** Whether anything was written here before there was an account; makes no keys. */
  async hasDeviceWords(): Promise<boolean> {
    return (await this.drafts.all()).some((draft) => draft.owner === DEVICE);
  }

  /** After everything was carried over. */
  async dropKeyring(): Promise<void> {
    this.#keyring = null;
    await this.#key.drop(DEVICE);
  }

  /** Signing out: nothing stays. `Clear-Site-Data` does the same where the browser knows it. */
  async clear(): Promise<void> {
    this.#keyring = null;
    const { drafts, pending, media, pages } = this;
    for (const shelf of [drafts, pending, media, pages, this.#seen, this.#key]) {
      await shelf.clear();
    }
  }
}
