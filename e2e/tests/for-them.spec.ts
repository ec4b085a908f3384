// Tell them for me: one page behind a link, opened by somebody without an account, who leaves nothing anywhere.
import type { BrowserContext, Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { canaryOf, scan } from "../lib/canary.ts";
import { ask } from "../lib/http.ts";
import { everything, leftBehind } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const WHAT = "Our daughter came on Sunday, too early. Marigold-canary, her name is Róisín. 🕯️";
const HELPS = "Soup at the door, heather-canary, and no need to ring.";
const NOT = "Please not how many weeks; bracken-canary.";
const CALL = "My sister Nuala, samphire-canary, 01 555 0100.";
const LATER = "We are home now, kestrel-canary, and sleeping.";
const PASSCODE = "wren at the sill";

const PHONE = { viewport: { width: 320, height: 640 } };
const canaries = [WHAT, HELPS, NOT, CALL, LATER, PASSCODE].map((text) => canaryOf(text, text));

const area = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const kept = (page: Page) => expect(page.getByText("Kept, sealed, for you alone")).toBeVisible();

/** Writes a page and makes its link. */
async function makePage(page: Page, place: Place, passcode: string | null): Promise<string> {
  await page.goto(`${place.room}/journey`);
  await page.getByRole("link", { name: "pages for them" }).click();
  await page.getByRole("link", { name: "Write a page" }).click();
  await area(page, "What happened").fill(WHAT);
  await area(page, "What helps").fill(HELPS);
  await area(page, "Please do not ask").fill(NOT);
  await area(page, "Who to call instead").fill(CALL);
  await kept(page);
  await expect(page).toHaveURL(/\/for-them\/[\w-]{22}$/);
  if (passcode !== null) await page.getByLabel("Passcode, if you want one").fill(passcode);
  const end = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await page.getByLabel("Last day, if you want one").fill(end);
  await button(page, "Make the link").click();
  await expect(page.getByText("The link is ready.")).toBeVisible({ timeout: 30_000 });
  await expect(button(page, "They see what is here")).toBeVisible();
  return page.getByLabel("The link", { exact: true }).inputValue();
}

interface Visit {
  context: BrowserContext;
  page: Page;
  /** Every request, as `GET /path`. */
  asked: string[];
}

/** Somebody new, on a phone. */
async function visitor(place: Place, more: { javaScriptEnabled?: boolean } = {}): Promise<Visit> {
  const context = await place.device({ ...PHONE, ...more });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return { context, page, asked };
}

const apiOf = (asked: string[]) => asked.filter((one) => one.includes("/api/"));
const sentence = (page: Page) => page.getByRole("status");
const GONE = /There is no page here/;

/** Nothing was set, and nothing is left on the device. */
async function expectNoTrace({ context, page }: Visit): Promise<void> {
  expect(await context.cookies()).toEqual([]);
  const stored = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
  }));
  expect(stored).toEqual({ local: 0, session: 0, databases: 0, caches: 0, workers: 0 });
}

async function unlock(page: Page, passcode: string): Promise<void> {
  await page.getByLabel("Passcode").fill(passcode);
  await button(page, "Open it").click();
}

async function expectShown(page: Page): Promise<void> {
  await expect(page.getByText(HELPS)).toBeVisible({ timeout: 30_000 });
  for (const text of [WHAT, NOT, CALL]) await expect(page.getByText(text)).toBeVisible();
}

async function expectNothingShown(page: Page): Promise<void> {
  for (const text of [WHAT, HELPS, NOT, CALL, LATER]) await expect(page.getByText(text)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 2 })).toHaveCount(0);
}

test("she tells many people once, with a passcode and a last day, and takes it away", async ({ place }) => {
  test.setTimeout(240_000);
  const phone = await place.device({ viewport: { width: 360, height: 740 } });
  const page = await phone.newPage();
  await ui.signUp(page, place, "maeve.w");
  const link = await test.step("she writes a page and makes its link", async () => {
    const made = await makePage(page, place, PASSCODE);
    await expectAccessible(page);
    return made;
  });
  expect(link).toMatch(/\/for\/[\w-]{22}#v1p\.[\w-]{43}$/);
  const { pathname, hash } = new URL(link);
  const id = pathname.slice("/for/".length);

  /** All that her page says, and all that the place tells her of her pages. */
  const seen = async (): Promise<string> => {
    await page.reload();
    await expect(button(page, "They see what is here")).toBeVisible();
    await expect(area(page, "What happened")).toHaveValue(WHAT);
    const told = await page.evaluate(() => fetch("/api/pages").then((answer) => answer.text()));
    return (await page.locator("main").textContent()) + told;
  };
  const before = await seen();

  const reader = await visitor(place);
  await test.step("somebody without an account opens it, with the passcode only", async () => {
    await reader.page.goto(link);
    await expectAccessible(reader.page);
    await unlock(reader.page, "wren at the door");
    await expect(sentence(reader.page)).toHaveText(/This passcode does not open the page/, {
      timeout: 30_000,
    });
    await expectNothingShown(reader.page);
    await unlock(reader.page, PASSCODE);
    await expectShown(reader.page);
    await expectAccessible(reader.page);
    expect(await reader.page.title()).toBe("A page for you");
    expect(apiOf(reader.asked)).toEqual([`GET /api/for/${id}`]);
    for (const one of reader.asked) expect(one).toMatch(/^GET \/(?:for\/|api\/for\/|assets\/)/);
    await expectNoTrace(reader);
    const over = await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, "sideways at 320 px").toBeLessThanOrEqual(0);
    await reader.page.emulateMedia({ media: "print" });
    await expectShown(reader.page);
    await expect(reader.page.getByRole("button")).toHaveCount(0);
    await reader.page.emulateMedia({ media: "screen" });
  });

  await test.step("she sees nothing of that", async () => {
    expect(await seen()).toBe(before);
  });

  await test.step("she changes it, and the same link shows the change", async () => {
    await area(page, "What happened").fill(LATER);
    await kept(page);
    await reader.page.reload();
    await unlock(reader.page, PASSCODE);
    await expectShown(reader.page);
    await button(page, "Show them what changed").click();
    await expect(page.getByText("They see it now.")).toBeVisible({ timeout: 30_000 });
    await reader.page.reload();
    await unlock(reader.page, PASSCODE);
    await expect(reader.page.getByText(LATER)).toBeVisible({ timeout: 30_000 });
    await expect(reader.page.getByText(WHAT)).toHaveCount(0);
    await expectNoTrace(reader);
  });

  await test.step("it is in her list, and no story of her journey", async () => {
    await page.goto(`${place.room}/for-them`);
    await expect(page.getByRole("link", { name: /We are home now/ })).toBeVisible();
    await expect(page.getByText("Whoever has the link can open it.")).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${place.room}/journey`);
    await expect(page.getByText("There is nothing here yet.")).toBeVisible();
    await expect(page.getByText(LATER)).toHaveCount(0);
  });

  await test.step("the operator has the whole disk and every recorded byte, and not a word of it", async () => {
    const secret = canaryOf("the link’s secret", hash.slice("#v1p.".length));
    const bytes = canaryOf("its bytes", Buffer.from(hash.slice("#v1p.".length), "base64url"));
    expect(scan([...canaries, secret, bytes], everything(place))).toEqual([]);
    const planted = { name: "planted", bytes: Buffer.from(`x${CALL}x`) };
    expect(scan(canaries, [planted]).map(({ where }) => where)).toEqual(["planted"]);
    const read = place.wire.exchanges.findLast((x) => x.path === `/api/for/${id}` && x.status === 200);
    const sealed = canaryOf("the sealed page", read?.response.subarray(-64) ?? "");
    expect(scan([sealed], leftBehind(place)), "what is sealed is there").not.toEqual([]);
    expect(place.program.logs(), "the log has no id").not.toContain(id);
    for (const x of place.wire.exchanges.filter((one) => one.path.startsWith("/api/for/"))) {
      expect(x.requestHeaders).not.toMatch(/^(?:cookie|referer):/im);
      expect(x.responseHeaders).not.toMatch(/^set-cookie:/im);
    }
  });

  await test.step("she takes it away, and the reader reads a sentence", async () => {
    await page.goto(`${place.room}/for-them`);
    await page.getByRole("link", { name: /We are home now/ }).click();
    await button(page, "Take it away").click();
    await expectAccessible(page);
    await button(page, "Take it away now").click();
    await expect(page.getByText("Only you can open it.")).toBeVisible();
    await reader.page.reload();
    await expect(sentence(reader.page)).toHaveText(GONE);
    await expectNothingShown(reader.page);
    await expectAccessible(reader.page);
    await expectNoTrace(reader);
    await expect(area(page, "What happened"), "she keeps her words").toHaveValue(LATER);
  });

  await test.step("and what was behind the link is as if it had never been there", async () => {
    const gone = await ask(place.program, { side: "room", path: `/api/for/${id}` });
    const never = await ask(place.program, { side: "room", path: "/api/for/AAAAAAAAAAAAAAAAAAAAAA" });
    expect([gone.status, gone.text]).toEqual([never.status, never.text]);
    const read = place.wire.exchanges.findLast((x) => x.path === `/api/for/${id}` && x.status === 200);
    const sealed = canaryOf("the sealed page", read?.response.subarray(-64) ?? "");
    await expect
      .poll(() => scan([sealed], leftBehind(place)), { timeout: 20_000, message: "gone from the disk" })
      .toEqual([]);
    await place.program.kill();
    expect(scan([...canaries, sealed], leftBehind(place))).toEqual([]);
  });
});

test("what a bad server or a broken link gives ends in one plain sentence, and nothing is shown", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const page = await (await place.device()).newPage();
  await ui.signUp(page, place, "maeve.w");
  const link = await makePage(page, place, null);
  const { pathname } = new URL(link);
  const id = pathname.slice("/for/".length);
  const good = await ask(place.program, { side: "room", path: `/api/for/${id}` });

  const reader = await visitor(place);
  await reader.page.goto(link);
  await expectShown(reader.page);

  const flipped = (at: number): Buffer => {
    const bytes = Buffer.from(good.body);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  const stanza = good.body.indexOf("\n--- ");
  const answers: [string, Buffer, RegExp][] = [
    ["a changed byte at the end", flipped(good.body.length - 1), /changed on the way/],
    ["a changed byte in the middle", flipped(good.body.length >> 1), /changed on the way/],
    ["a changed byte in the header", flipped(60), /changed on the way/],
    ["a cut file", good.body.subarray(0, -4096), /changed on the way/],
    [
      "one stanza more",
      Buffer.concat([
        good.body.subarray(0, stanza + 1),
        Buffer.from("-> X25519 a\nb\n"),
        good.body.subarray(stanza + 1),
      ]),
      /changed on the way/,
    ],
    ["a page of HTML", Buffer.from("<h1>Bad gateway</h1><script>alert(1)</script>"), /changed on the way/],
    ["nothing", Buffer.alloc(0), /changed on the way/],
  ];
  for (const [what, body, say] of answers) {
    await reader.page.route("**/api/for/*", (route) => route.fulfill({ status: 200, body }));
    await reader.page.reload();
    await expect(sentence(reader.page), what).toHaveText(say);
    await expectNothingShown(reader.page);
    await reader.page.unroute("**/api/for/*");
  }
  await expectAccessible(reader.page);

  for (const [status, say] of [
    [429, /wait a few minutes/],
    [502, /did not work just now/],
  ] as const) {
    await reader.page.route("**/api/for/*", (route) => route.fulfill({ status, body: "x" }));
    await reader.page.reload();
    await expect(sentence(reader.page)).toHaveText(say);
    await reader.page.unroute("**/api/for/*");
    await button(reader.page, "Try again").click();
    await expectShown(reader.page);
  }

  for (const broken of [link.slice(0, -1), `${link}A`, link.split("#")[0], link.replace("#v1.", "#v9.")]) {
    const other = await visitor(place);
    await other.page.goto(broken ?? "");
    await expect(sentence(other.page), broken).toHaveText(/This link is not whole/);
    await expectNothingShown(other.page);
    expect(apiOf(other.asked), "nobody is asked").toEqual([]);
    await other.context.close();
  }
  const other = await visitor(place);
  await other.page.goto(link.replace(/#v1\..{4}/, "#v1.AAAA"));
  await expect(sentence(other.page)).toHaveText(/changed on the way/);
  await other.page.goto(`${place.room}/for/AAAAAAAAAAAAAAAAAAAAAA#v1.${"A".repeat(43)}`);
  await expect(sentence(other.page)).toHaveText(GONE);
  await expectNothingShown(other.page);
});

test("without script the page says what it needs, and an old phone’s browser opens it", async ({ place }) => {
  test.setTimeout(120_000);
  const page = await (await place.device()).newPage();
  await ui.signUp(page, place, "maeve.w");
  const link = await makePage(page, place, PASSCODE);
  const off = await visitor(place, { javaScriptEnabled: false });
  await off.page.goto(link);
  await expect(off.page.getByText(/only a script on your own device can open it/)).toBeVisible();
  expect(apiOf(off.asked)).toEqual([]);

  const old = await visitor(place);
  // A browser of some years ago: no Ed25519 and no X25519 in WebCrypto.
  await old.context.addInitScript(() => {
    const no = () => Promise.reject(new DOMException("not known", "NotSupportedError"));
    const known = crypto.subtle.importKey.bind(crypto.subtle) as (...all: unknown[]) => Promise<CryptoKey>;
    crypto.subtle.importKey = ((...all: unknown[]) => {
      const how = all[2] as { name?: string } | string;
      const name = typeof how === "string" ? how : (how.name ?? "");
      return /25519/.test(name) ? no() : known(...all);
    }) as typeof crypto.subtle.importKey;
  });
  await old.page.goto(link);
  await unlock(old.page, PASSCODE);
  await expectShown(old.page);
});
