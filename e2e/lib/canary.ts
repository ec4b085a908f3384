// Looks for things that must not be anywhere, in every form in which they could be lying about.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Canary {
  name: string;
  bytes: Buffer;
}

export interface Source {
  name: string;
  bytes: Buffer;
}

export interface Find {
  canary: string;
  form: string;
  where: string;
}

const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const percent = (bytes: Buffer): string =>
  [...bytes].map((b) => `%${b.toString(16).padStart(2, "0").toUpperCase()}`).join("");
const jsonAscii = (text: string): string =>
  text.replaceAll(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** What of a base64 text does not depend on the bytes before and after: at each of the three offsets. */
function base64Forms(bytes: Buffer): [string, string][] {
  return [0, 1, 2].flatMap((offset): [string, string][] => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = padded.toString("base64").replace(/=+$/, "");
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((padded.length * 8) / 6);
    const sure = whole.slice(from, to);
    return [
      [`base64 at offset ${offset}`, sure],
      [`base64url at offset ${offset}`, sure.replaceAll("+", "-").replaceAll("/", "_")],
    ];
  });
}

/** Every form that is looked for. Text has more of them than bytes. */
export function forms(canary: Canary): [string, Buffer][] {
  const { bytes } = canary;
  const text = bytes.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(bytes);
  const asText: [string, string][] = isText
    ? [
        ["URL-encoding", encodeURIComponent(text)],
        ["form encoding", new URLSearchParams({ x: text }).toString().slice(2)],
        ["JSON", JSON.stringify(text).slice(1, -1)],
        ["JSON in ASCII", jsonAscii(text)],
      ]
    : [];
  const all: [string, Buffer][] = [
    ["as it is", bytes],
    ...(isText
      ? ([
          ["UTF-16LE", Buffer.from(text, "utf16le")],
          ["UTF-16BE", utf16be(text)],
        ] as [string, Buffer][])
      : []),
    ...[
      ["hex", bytes.toString("hex")] as [string, string],
      ["HEX", bytes.toString("hex").toUpperCase()] as [string, string],
      ["percent-encoded bytes", percent(bytes)] as [string, string],
      ...asText,
      ...base64Forms(bytes),
    ].map(([form, needle]): [string, Buffer] => [form, Buffer.from(needle)]),
  ];
  const seen = new Set<string>();
  return all.filter(([, needle]) => {
    const key = needle.toString("latin1");
    return !seen.has(key) && seen.add(key);
  });
}

export const canaryOf = (name: string, what: string | Uint8Array): Canary => {
  const bytes = Buffer.from(what as Uint8Array);
  if (bytes.length < 8) throw new Error(`${name} is too short to be told from chance`);
  return { name, bytes };
};

/** Where any of the canaries was found, in whatever form. */
export function scan(canaries: Canary[], sources: Source[]): Find[] {
  const needles = canaries.flatMap((canary) =>
    forms(canary).map(([form, bytes]) => ({ canary: canary.name, form, bytes })),
  );
  return sources.flatMap((source) =>
    needles
      .filter(({ bytes }) => source.bytes.includes(bytes))
      .map(({ canary, form }) => ({ canary, form, where: source.name })),
  );
}

/** Every file below a folder: the database, its WAL, the objects. */
export function filesBelow(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(folder.length + 1), bytes: readFileSync(path) }));
}

/** The same secrets, put where they must not be, in forms that a leak would have: what a scan has to find. */
export const planted = (canaries: Canary[]): Source[] =>
  canaries.flatMap(({ name, bytes }, at) => {
    const around = Buffer.concat([Buffer.from("[{"), bytes, Buffer.from("}]")]);
    const forms: [string, Buffer][] = [
      ["as it is", bytes],
      ["hex", Buffer.from(bytes.toString("hex"))],
      ["base64url", Buffer.from(around.toString("base64url"))],
    ];
    const padded = ([form, needle]: [string, Buffer]): Source => ({
      name: `planted: ${at + 1}, ${name}, ${form}`,
      bytes: Buffer.concat([Buffer.alloc(99), needle, Buffer.alloc(9)]),
    });
    return forms.map(padded);
  });
