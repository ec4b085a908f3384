import { expect, test } from "vitest";
import { utf8 } from "./bytes.ts";
import { cleanPhoto, isBare, LARGEST_FILE, scaled, sniff } from "./photo.ts";

const box = (brand: string, others = "") =>
  Uint8Array.from([0, 0, 0, 32, ...utf8(`ftyp${brand}\0\0\0\0${others.padEnd(16, "\0")}`)]);
const jpeg = (...segments: number[][]) =>
  Uint8Array.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xda, 0, 2]);
const segment = (marker: number) => [0xff, marker, 0, 4, 1, 2];

test.each([
  ["jpeg", Uint8Array.from([0xff, 0xd8, 0xff, 0xe1])],
  ["png", Uint8Array.from([0x89, ...utf8("PNG\r\n\x1a\n")])],
  ["webp", utf8("RIFF1234WEBPVP8 ")],
  ["avif", box("avif")],
  ["avif", box("mif1", "mif1avif")],
  ["heic", box("heic")],
  ["heic", box("mif1", "mif1heic")],
  [null, box("mp42")],
  [null, utf8("GIF89a")],
  [null, utf8("<svg xmlns='http://www.w3.org/2000/svg'>")],
  [null, new Uint8Array(0)],
])("the first bytes say %s", (kind, bytes) => {
  expect(sniff(bytes)).toBe(kind);
});

test("a photo is made smaller, never larger, and keeps its shape", () => {
  expect(scaled(4096, 3072)).toEqual({ w: 2048, h: 1536 });
  expect(scaled(1000, 4000)).toEqual({ w: 512, h: 2048 });
  expect(scaled(640, 480)).toEqual({ w: 640, h: 480 });
  expect(scaled(100_000, 1)).toEqual({ w: 2048, h: 1 });
});

test("only what a decoder needs is bare", () => {
  expect(isBare(jpeg(segment(0xe0), segment(0xe2), segment(0xdb), segment(0xee)))).toBe(true);
  expect(isBare(jpeg(segment(0xe0), segment(0xe1)))).toBe(false);
  expect(isBare(jpeg(segment(0xed)))).toBe(false);
  expect(isBare(jpeg(segment(0xfe)))).toBe(false);
  expect(isBare(jpeg([0x00, 0x11, 0, 2]))).toBe(false);
  expect(isBare(new Uint8Array([0xff, 0xd8]))).toBe(false);
  expect(isBare(utf8("RIFF"))).toBe(false);
});

test.each([
  ["photo-heic", new Blob([box("heic")])],
  ["photo-kind", new Blob(["GIF89a"])],
  ["photo-too-large", new Blob([new Uint8Array(LARGEST_FILE + 1)])],
])("%s is refused before anything is drawn", async (code, blob) => {
  await expect(cleanPhoto(blob)).rejects.toMatchObject({ code });
});
