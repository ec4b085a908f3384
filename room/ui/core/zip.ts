import { unzip, Zip, ZipPassThrough } from "fflate";
import { type Bytes, utf8 } from "../../seal/index.ts";

/** The files of an export by their path in it. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A ZIP file of them. Nothing is compressed: sealed files and photos do not get smaller. */
export function zipped(files: Files): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const parts: Bytes[] = [];
    const zip = new Zip((error, part, last) => {
      if (error) reject(error);
      parts.push(part as Bytes);
      if (last) resolve(new Blob(parts, { type: "application/zip" }));
    });
    for (const [path, bytes] of files) {
      const file = new ZipPassThrough(path);
      zip.add(file);
      file.push(bytes, true);
    }
    zip.end();
  });
}

/** What is in a ZIP file, of the paths that are wanted. @throws when it is none */
export function unzipped(
  bytes: Uint8Array,
  wanted: (path: string, size: number) => boolean,
): Promise<Files> {
  return new Promise((resolve, reject) => {
    const filter = ({ name, originalSize }: { name: string; originalSize: number }) =>
      wanted(name, originalSize);
    unzip(bytes, { filter }, (error, files) =>
      error ? reject(error) : resolve(new Map(Object.entries(files))),
    );
  });
}

export const json = (value: unknown): Bytes => utf8(`${JSON.stringify(value, null, 1)}\n`);
