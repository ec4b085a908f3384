// The tests' own tools, tried on things that are known: a scan that finds nothing proves nothing until it has found
// what was put there.
import { expect, test } from "@playwright/test";
import { canaryOf, forms, scan } from "../lib/canary.ts";
import { CAMERA, makePhoto, tellingTags } from "../lib/photo.ts";

const CANARY = canaryOf("words", "Tá mé ag fanacht 🕯️ till Thursday");

for (const [form, bytes] of forms(CANARY)) {
  test(`the scan finds ${form}`, () => {
    const where = Buffer.concat([Buffer.alloc(4097, 7), bytes, Buffer.alloc(100, 9)]);
    expect(scan([CANARY], [{ name: "planted", bytes: where }])).toContainEqual({
      canary: "words",
      form,
      where: "planted",
    });
  });
}

test("the scan finds words inside a longer base64 text, wherever they begin", () => {
  for (const before of ["", "a", "ab", "abc", "abcd"]) {
    const text = Buffer.from(`${before}${CANARY.bytes.toString()}and more`).toString("base64");
    expect(scan([CANARY], [{ name: before, bytes: Buffer.from(text) }]), `after "${before}"`).not.toEqual([]);
  }
});

test("the scan finds nothing where nothing is", () => {
  expect(
    scan([CANARY], [{ name: "other", bytes: Buffer.from("Tá mé ag fanacht, till Friday".repeat(50)) }]),
  ).toEqual([]);
});

test("the photo has twelve megapixels, a place and a camera, and the check for tags sees them", async ({
  browser,
}) => {
  const photo = await makePhoto(browser);
  expect(photo.bytes.length).toBeGreaterThan(2_000_000);
  expect(photo.bytes.length).toBeLessThan(20 * 1024 * 1024);
  expect(photo.bytes.includes(photo.piece)).toBe(true);
  const tags = tellingTags(photo.path).join("\n");
  for (const tag of ["GPSLatitude", CAMERA, "ThumbnailImage", "comment-canary", "SerialNumber"])
    expect(tags).toContain(tag);
});
