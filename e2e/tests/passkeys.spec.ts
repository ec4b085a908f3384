// Passkeys: one touch signs in and unlocks; where there is no PRF it signs in only, and says so.
import type { CDPSession, Page } from "@playwright/test";
import { canaryOf, scan } from "../lib/canary.ts";
import { leftBehind } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const TEXT = "Only for me: the lamp, the rain, the second cup.";

interface Authenticator {
  cdp: CDPSession;
  authenticatorId: string;
}

/** Chromium's own authenticator, and a look at what it gives to the page. */
async function authenticator(page: Page, hasPrf: boolean): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
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
    const asked: (string | undefined)[] = [];
    let touches = 0;
    Object.assign(globalThis, { seen, asked, touches: () => touches });
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
      asked.push(options?.publicKey?.userVerification);
      return get.call(this, options);
    };
    const create = CredentialsContainer.prototype.create;
    CredentialsContainer.prototype.create = function (options) {
      asked.push(options?.publicKey?.authenticatorSelection?.userVerification);
      return create.call(this, options);
    };
  });
  return { cdp, authenticatorId };
}

async function credentials({ cdp, authenticatorId }: Authenticator) {
  return (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
}

/** The passkeys of one device on another, as a password manager brings them there. */
async function carryOver(from: Authenticator, to: Authenticator): Promise<void> {
  for (const credential of await credentials(from)) {
    await to.cdp.send("WebAuthn.addCredential", { authenticatorId: to.authenticatorId, credential });
  }
}

/**
 * What a passkey opens with belongs to it and comes along in life. Chromium's tools leave it behind, so what the page
 * asks for is asked of the same passkey where it was made.
 */
async function carryPrf(from: Page, to: Page, host: string): Promise<void> {
  await to.exposeFunction("prfOf", (inputs: number[][]) =>
    from.evaluate(
      async ([rpId, first, second]) => {
        const prf = { eval: { first: Uint8Array.from(first), second: Uint8Array.from(second) } };
        const challenge = crypto.getRandomValues(new Uint8Array(32));
        const publicKey = { challenge, rpId, userVerification: "required" as const, extensions: { prf } };
        const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
        const results = got.getClientExtensionResults().prf?.results;
        return [results?.first, results?.second].map((one) => [...new Uint8Array(one as ArrayBuffer)]);
      },
      [host, inputs[0] ?? [], inputs[1] ?? []] as const,
    ),
  );
  await to.addInitScript(() => {
    const numbers = (one: unknown) => [...new Uint8Array(one as ArrayBuffer)];
    const get = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = async function (options) {
      const got = (await get.call(this, options)) as PublicKeyCredential;
      const wanted = options?.publicKey?.extensions?.prf?.eval;
      const { prfOf } = globalThis as unknown as { prfOf: (inputs: number[][]) => Promise<number[][]> };
      const given = await prfOf([numbers(wanted?.first), numbers(wanted?.second)]);
      const [first, second] = given.map((one) => Uint8Array.from(one).buffer);
      got.getClientExtensionResults = () => ({ prf: { results: { first, second } } }) as never;
      return got;
    };
  });
}

const prfSeen = (page: Page): Promise<number[][]> =>
  page.evaluate(() => (globalThis as unknown as { seen: number[][] }).seen);
const touches = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { touches: () => number }).touches());
/** Whether the authenticator was to make sure of the person, each time that the page asked it. */
const askedFor = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

async function memberWithAStory(page: Page, place: Place): Promise<{ her: ui.Person; id: string }> {
  const her = await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  return { her, id: await ui.keep(page) };
}

async function askForPasskey(page: Page, place: Place): Promise<void> {
  await page.goto(`${place.room}/settings`);
  await page.getByLabel("What to call it").fill("my phone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
}

async function addPasskey(page: Page, place: Place): Promise<void> {
  await askForPasskey(page, place);
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

test("on a new device a passkey that has come there signs in and opens what is sealed, with one touch", async ({
  place,
  page,
}) => {
  const host = new URL(place.room).hostname;
  const phone = await authenticator(page, true);
  const { id } = await memberWithAStory(page, place);
  await addPasskey(page, place);
  await signOut(page, place);
  const laptop = await (await place.device()).newPage();
  const theirs = await authenticator(laptop, true);
  await touch(laptop, place);
  await expect(laptop.getByText("No passkey was used."), "nothing is there yet").toBeVisible();
  await carryOver(phone, theirs);
  await carryPrf(page, laptop, host);
  await touch(laptop, place);
  await laptop.waitForURL(`${place.room}/journey`);
  expect(await touches(laptop), "one touch").toBe(1);
  await ui.read(laptop, place, id);
  await expect(laptop.getByRole("article").getByText(TEXT)).toBeVisible();
});

test("whatever the server asks for, a passkey is for the room's own host, and asks who she is", async ({
  place,
  page,
}) => {
  const [host, parent] = [new URL(place.room).hostname, new URL(place.commons).hostname];
  expect(host.endsWith(`.${parent}`)).toBe(true);
  const device = await authenticator(page, true);
  const { id } = await memberWithAStory(page, place);
  let lies = 0;
  await page.route(/\/api\/passkeys\/(sign-in\/)?begin$/, async (route) => {
    // Names below localhost are known to the browser only.
    const asked = new URL(route.request().url());
    const headers = { ...(await route.request().allHeaders()), host: asked.host };
    asked.hostname = "127.0.0.1";
    const answer = await route.fetch({ url: asked.href, headers });
    const said = (await answer.json()) as { try: string; options: { rp?: { name: string } } };
    const loose = { residentKey: "discouraged", requireResidentKey: false, userVerification: "discouraged" };
    const { options } = said;
    const making = { rp: { ...options.rp, id: parent }, authenticatorSelection: loose };
    const using = { rpId: parent, userVerification: "discouraged" };
    lies += 1;
    const bent = { ...options, ...(options.rp === undefined ? using : making) };
    await route.fulfill({ response: answer, json: { ...said, options: bent } });
  });
  await askForPasskey(page, place);
  const made = async () =>
    (await credentials(device)).map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential]);
  await expect.poll(made).toEqual([[host, true]]);
  expect([...new Set(await askedFor(page))]).toEqual(["required"]);
  await expect(page.getByRole("list", { name: "Your passkeys" }).getByRole("listitem")).toHaveCount(1);
  await signOut(page, place);
  await touch(page, place);
  await page.waitForURL(`${place.room}/journey`);
  expect([...new Set(await askedFor(page))]).toEqual(["required"]);
  await ui.read(page, place, id);
  await expect(page.getByRole("article").getByText(TEXT)).toBeVisible();
  expect(lies, "both answers were changed").toBe(2);
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
