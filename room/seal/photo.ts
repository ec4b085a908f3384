import { type Bytes, owned } from "./bytes.ts";
import { SealError } from "./error.ts";

/** Longest side of a cleaned photo, in pixels. */
export const LONGEST_SIDE = 2048;
/** Larger files are refused before they are decoded, in bytes. */
export const LARGEST_FILE = 64 << 20;
const QUALITY = 0.85;

/** A photo without where and when it was taken. */
export interface CleanPhoto {
  bytes: Bytes;
  w: number;
  h: number;
  type: "image/jpeg";
}

export type PhotoKind = "jpeg" | "png" | "webp" | "avif" | "heic";

const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** What the first 32 bytes say a file is; a file's name and type are never believed. */
export function sniff(bytes: Uint8Array): PhotoKind | null {
  if (latin(bytes, 0, 3) === "\xff\xd8\xff") return "jpeg";
  if (latin(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (latin(bytes, 0, 4) === "RIFF" && latin(bytes, 8, 12) === "WEBP") return "webp";
  if (latin(bytes, 4, 8) !== "ftyp") return null;
  const brand = latin(bytes, 8, 12);
  const others = latin(bytes, 16, 32);
  if (brand === "avif" || others.includes("avif")) return "avif";
  return HEIC_BRANDS.includes(brand) ? "heic" : null;
}

/** Width and height with the longest side at most `longest`, proportions kept, never enlarged. */
export function scaled(
  w: number,
  h: number,
  longest: number = LONGEST_SIDE,
): { w: number; h: number } {
  const scale = Math.min(1, longest / Math.max(w, h));
  return { w: Math.max(1, Math.round(w * scale)), h: Math.max(1, Math.round(h * scale)) };
}

/**
 * Whether a JPEG has only what a decoder needs: no Exif, XMP, IPTC or other application segments
 * but JFIF (APP0), a colour profile (APP2) and Adobe's colour flag (APP14), and no comment.
 */
export function isBare(jpeg: Uint8Array): boolean {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return false;
  let at = 2;
  while (at + 4 <= jpeg.length) {
    const marker = jpeg[at + 1] ?? 0;
    if (jpeg[at] !== 0xff) return false;
    if (marker === 0xda) return true;
    const application = marker >= 0xe0 && marker <= 0xef;
    if (marker === 0xfe || (application && ![0xe0, 0xe2, 0xee].includes(marker))) return false;
    at += 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0));
  }
  return false;
}

function surface(w: number, h: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(w, h);
  const context = canvas.getContext("2d");
  if (context === null) throw new SealError("photo-cannot-clean", "no-canvas");
  return [canvas, context];
}

/** Refuses where the browser hands out noise for a canvas (some do, against fingerprinting). */
function checkCanvas(): void {
  const [, context] = surface(4, 4);
  context.fillStyle = "#c86432";
  context.fillRect(0, 0, 4, 4);
  const { data } = context.getImageData(0, 0, 4, 4);
  const wanted = [200, 100, 50, 255];
  if (data.some((value, i) => Math.abs(value - (wanted[i % 4] ?? 0)) > 4)) {
    throw new SealError("photo-cannot-clean", "canvas-noise");
  }
}

/**
 * Redraws a photo on a canvas: turned the right way up, no metadata, longest side 2048, on white
 * where it was transparent. Moving pictures and video cannot be cleaned so and are refused.
 *
 * @throws SealError `photo-too-large`, `photo-heic`, `photo-kind` (neither JPEG, PNG, WebP nor
 *   AVIF), `photo-unreadable`, `photo-cannot-clean`
 */
export async function cleanPhoto(blob: Blob): Promise<CleanPhoto> {
  if (blob.size > LARGEST_FILE) throw new SealError("photo-too-large");
  const kind = sniff(new Uint8Array(await blob.slice(0, 32).arrayBuffer()));
  if (kind === null) throw new SealError("photo-kind");
  if (kind === "heic") throw new SealError("photo-heic");
  checkCanvas();
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    throw new SealError("photo-unreadable");
  }
  const { w, h } = scaled(picture.width, picture.height);
  const [canvas, context] = surface(w, h);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, w, h);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, w, h);
  picture.close();
  const redrawn = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  const bytes = owned(new Uint8Array(await redrawn.arrayBuffer()));
  if (!isBare(bytes)) throw new SealError("photo-cannot-clean", "not-bare");
  return { bytes, w, h, type: "image/jpeg" };
}
