// Passkeys: one touch signs in and unlocks; where there is no PRF it signs in only, and says so.
import type { Page } from "@playwright/test";
import { canaryOf, scan } from "../lib/canary.ts";
import { leftBehind } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const TEXT = "Only for me: the lamp, the rain, the second cup.";

/** Chromium's own authenticator, and a look at what it gives to the page. */
async function authenticator(page: Page, hasPrf: boolean): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  });
  await page.addInitScript(() => {
    const seen: number[][] = [];
    let touches = 0;
    Object.assign(globalThis, { seen, touches: () => touches });
    const results = PublicKeyCredential.prototype.getClientExtensionResults;
    PublicKeyCredential.prototype.getClientExtensionResults = function () {
      const given = results.call(this);
      for (const one of Object.values(given.prf?.results ?? {}))
        seen.push([...new Uint8Array(one as ArrayBuffer)]);
      return given;
    };
    const get = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = function (options) {
      touches += 1;
      return get.call(this, options);
    };
  });
}

const prfSeen = (page: Page): Promise<number[][]> =>
  page.evaluate(() => (globalThis as unknown as { seen: number[][] }).seen);
const touches = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { touches: () => number }).touches());

async function memberWithAStory(page: Page, place: Place): Promise<{ her: ui.Person; id: string }> {
  const her = await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  return { her, id: await ui.keep(page) };
}

async function addPasskey(page: Page, place: Place): Promise<void> {
  await page.goto(`${place.room}/settings`);
  await page.getByLabel("What to call it").fill("my phone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("list", { name: "Your passkeys" }).getByRole("listitem")).toHaveCount(1);
}

async function signOut(page: Page, place: Place): Promise<void> {
  await page.goto(`${place.room}/settings`);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(`${place.room}/`);
}

async function touch(page: Page, place: Place): Promise<void> {
  await page.goto(`${place.room}/sign-in`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
}

test("one touch signs in and opens what is sealed, and what it opens with is sent nowhere", async ({
  place,
  page,
}) => {
  await authenticator(page, true);
  const { id } = await memberWithAStory(page, place);
  await addPasskey(page, place);
  await expect(page.getByText(/signs you in and opens what is sealed/)).toBeVisible();
  const given = await prfSeen(page);
  await signOut(page, place);
  await touch(page, place);
  await page.waitForURL(`${place.room}/journey`);
  expect(await touches(page), "one touch").toBe(1);
  given.push(...(await prfSeen(page)));
  expect(given.length, "two results each time").toBeGreaterThanOrEqual(4);
  await ui.read(page, place, id);
  await expect(page.getByRole("article").getByText(TEXT)).toBeVisible();

  const prf = given.map((one, at) => canaryOf(`PRF ${at}`, Uint8Array.from(one)));
  expect(scan(prf, [...place.wire.record(), ...leftBehind(place)])).toEqual([]);
  await page.evaluate(async (one) => {
    const name = btoa(String.fromCharCode(...(one ?? [])));
    await fetch("/api/salt", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
  }, given[0]);
  expect(scan(prf, place.wire.record()), "the scan does find what is sent").not.toEqual([]);
});

test("a login body with results of extensions is refused", async ({ place, page }) => {
  await page.goto(`${place.room}/sign-in`);
  const status = await page.evaluate(async () => {
    const post = (path: string, body: unknown) =>
      fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    const begun = (await (await post("/api/passkeys/sign-in/begin", {})).json()) as { try: string };
    const credential = { clientExtensionResults: { prf: { results: { first: "AAAA" } } } };
    return (await post("/api/passkeys/sign-in", { try: begun.try, credential })).status;
  });
  expect(status).toBe(422);
});

test("without a PRF it signs in only and says so, and the words open the rest", async ({ place, page }) => {
  await authenticator(page, false);
  const { her, id } = await memberWithAStory(page, place);
  await addPasskey(page, place);
  await expect(page.getByText(/it cannot open what is sealed/)).toBeVisible();
  await signOut(page, place);
  await touch(page, place);
  await expect(page.getByText(/Your passkey has signed you in, but it cannot open/)).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(her.name);
  await page.getByLabel("Your words", { exact: true }).fill(her.words);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${place.room}/journey`, { timeout: 30_000 });
  await ui.read(page, place, id);
  await expect(page.getByRole("article").getByText(TEXT)).toBeVisible();
});

test("a removed passkey opens nothing, and the words still do", async ({ place, page }) => {
  await authenticator(page, true);
  const { her } = await memberWithAStory(page, place);
  await addPasskey(page, place);
  await page.getByRole("button", { name: "Remove the passkey my phone" }).click();
  await expect(page.getByText(/^Removed\./)).toBeVisible();
  await signOut(page, place);
  await touch(page, place);
  await expect(page.getByRole("alert")).toHaveText(/That passkey opened nothing here/);
  await ui.signIn(page, place, her);
});
