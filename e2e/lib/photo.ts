// A real photo as a phone makes it: 12 megapixels, turned on its side, with place, camera, comment and thumbnail.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "@playwright/test";

export const CAMERA = "Canarycam Mark 7741 Quince";
export const COMMENT = "comment-canary-saxifrage-5520";
export const SERIAL = "SN-CANARY-99120087";
export const LATITUDE = "53.349805";

export interface Photo {
  path: string;
  bytes: Buffer;
  /** 48 bytes out of the middle of the picture's own data. */
  piece: Buffer;
}

async function draw(browser: Browser, width: number, height: number): Promise<Buffer> {
  const page = await browser.newPage({ javaScriptEnabled: true });
  try {
    const base64 = await page.evaluate(
      async ([w, h]) => {
        const canvas = new OffscreenCanvas(w, h);
        const pen = canvas.getContext("2d");
        if (!pen) throw new Error("no canvas");
        const sky = pen.createLinearGradient(0, 0, w, h);
        sky.addColorStop(0, "#d8c9b0");
        sky.addColorStop(1, "#3c5a66");
        pen.fillStyle = sky;
        pen.fillRect(0, 0, w, h);
        // Grain, so that it weighs what a photo weighs.
        const grain = new ImageData(509, 509);
        for (let i = 0; i < grain.data.length; i++) grain.data[i] = i % 4 === 3 ? 70 : Math.random() * 256;
        const tile = new OffscreenCanvas(509, 509);
        tile.getContext("2d")?.putImageData(grain, 0, 0);
        const pattern = pen.createPattern(tile, "repeat");
        if (pattern) pen.fillStyle = pattern;
        pen.fillRect(0, 0, w, h);
        const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        let binary = "";
        for (let i = 0; i < bytes.length; i += 0x8000)
          binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
        return btoa(binary);
      },
      [width, height] as const,
    );
    return Buffer.from(base64, "base64");
  } finally {
    await page.close();
  }
}

export async function makePhoto(browser: Browser, width = 4000, height = 3000): Promise<Photo> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-photo-"));
  const path = join(folder, "IMG_20260117_033012.jpg");
  const thumbnail = join(folder, "thumbnail.jpg");
  const bare = await draw(browser, width, height);
  writeFileSync(path, bare);
  writeFileSync(thumbnail, await draw(browser, 160, 120));
  execFileSync("exiftool", [
    "-q",
    "-overwrite_original",
    "-n",
    "-Orientation=6",
    "-Make=Canarycam",
    `-Model=${CAMERA}`,
    `-SerialNumber=${SERIAL}`,
    `-GPSLatitude=${LATITUDE}`,
    "-GPSLatitudeRef=N",
    "-GPSLongitude=-6.26031",
    "-GPSLongitudeRef=W",
    "-GPSAltitude=12.5",
    "-DateTimeOriginal=2026:01:17 03:30:12",
    `-Comment=${COMMENT}`,
    `-XMP-dc:Description=${COMMENT}`,
    `-IPTC:Caption-Abstract=${COMMENT}`,
    `-XMP-exif:GPSLatitude=${LATITUDE}`,
    `-ThumbnailImage<=${thumbnail}`,
    path,
  ]);
  const bytes = readFileSync(path);
  const middle = Math.floor(bare.length / 2);
  return { path, bytes, piece: bare.subarray(middle, middle + 48) };
}

/**
 * Groups that describe the file and the picture's own coding, which every JPEG has; a canvas adds the profile of its
 * colours, which is the same for everybody.
 */
const OWN = new Set([
  "SourceFile",
  "ExifTool",
  "File",
  "System",
  "Composite",
  "JFIF",
  "ICC-header",
  "ICC_Profile",
]);

/** The tags of an image that say anything but how it is coded; empty is what we want. */
export function tellingTags(path: string): string[] {
  const [tags] = JSON.parse(
    execFileSync("exiftool", ["-j", "-G1", "-a", "-u", path], { encoding: "utf8" }),
  ) as [Record<string, unknown>];
  return Object.entries(tags)
    .filter(([name]) => !OWN.has(name.split(":")[0] ?? "") || name === "File:Comment")
    .map(([name, value]) => `${name} = ${String(value)}`);
}
