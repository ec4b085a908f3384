// Four people in four browsers: she, her husband, her mother, and a friend who is later taken out; and a fifth without
// an account, who opens the page for them. Whoever runs the place has the whole disk and every recorded byte, and finds
// nothing of what they said to each other.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { canaryOf, planted, scan } from "../lib/canary.ts";
import { askToJoin, makeCircle, makeLink, somebody } from "../lib/circle.ts";
import { makePhoto, tellingTags } from "../lib/photo.ts";
import { PROGRAM } from "../lib/program.ts";
import {
  behindInvitation,
  epochsOf,
  everything,
  keyringOf,
  leftBehind,
  photoOf,
  wordsOf,
} from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "The kitchen table, hawthorn-canary";
const TEXT = "We saw no heartbeat, juniper-canary, and we go back on Thursday.";
const TITLE = "Thursday, mistletoe-canary";
const HUSBAND = "I will drive. Speedwell-canary.";
const FRIEND = "I am at the end of the phone, tormentil-canary.";
const MOTHER = "Come home after, my love, saxifrage-canary.";
const AFTER = "It is over now, asphodel-canary. I am at my mother’s.";
const NAMES = [
  "Maeve-wagtail-canary",
  "Eoin-dunnock-canary",
  "Mam-pipit-canary",
  "Ruth-linnet-canary",
] as const;
const [MAEVE, EOIN, MAM, RUTH] = NAMES;
const HIS_NAME = "Eoin-bunting-canary, her husband";
const HELPS = "Soup at the door, valerian-canary, and no need to ring.";
const PLEASE_NOT = "Please not how many weeks, hellebore-canary.";
const words = [
  ...[CIRCLE, TEXT, TITLE, HUSBAND, FRIEND, MOTHER, AFTER, HIS_NAME, HELPS, PLEASE_NOT, ...NAMES],
].map((text) => canaryOf(text, text));

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const dialog = (page: Page) => page.getByRole("dialog");
const inDialog = (page: Page, name: string) => dialog(page).getByRole("button", { name, exact: true });

async function letIn(
  page: Page,
  url: string,
  name: string,
  reads: "everything" | "from now on",
): Promise<void> {
  await page.goto(url);
  await page.getByRole("radio", { name: new RegExp(reads, "i") }).check();
  await button(page, `Let ${name} in`).click();
  await expect(page.getByText(`${name} is in the circle.`)).toBeVisible({ timeout: 20_000 });
}

async function joinCircle(
  place: Place,
  keeper: Page,
  link: string,
  url: string,
  who: Page,
  name: string,
  reads: "everything" | "from now on",
): Promise<void> {
  await askToJoin(who, link, name);
  await letIn(keeper, url, name, reads);
  await who.goto(`${place.room}/circles`);
  await expect(who.getByRole("link", { name: CIRCLE })).toBeVisible();
}

async function answer(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Answer", exact: true }).fill(text);
  await button(page, "Say it").click();
  await expect(page.getByText("Your answer is there.")).toBeVisible();
  await expect(page.getByText(text)).toBeVisible();
}

/** A page for them, and its link. */
async function makePage(page: Page, place: Place): Promise<string> {
  await page.goto(`${place.room}/for-them`);
  await page.getByRole("link", { name: "Write a page" }).click();
  for (const [name, text] of [
    ["What happened", AFTER],
    ["What helps", HELPS],
    ["Please do not ask", PLEASE_NOT],
  ] as const) {
    await page.getByRole("textbox", { name, exact: true }).fill(text);
  }
  await expect(page.getByText("Kept, sealed, for you alone")).toBeVisible();
  await button(page, "Make the link").click();
  await expect(page.getByText("The link is ready.")).toBeVisible({ timeout: 30_000 });
  return page.getByLabel("The link", { exact: true }).inputValue();
}

test("four people in a circle and a fifth at the page for them: told, answered, one taken out, taken back, and nothing of it for whoever runs the place", async ({
  place,
  browser,
}) => {
  test.setTimeout(240_000);
  const photo = await makePhoto(browser);
  const she = await somebody(place, "maeve.w");
  const husband = await somebody(place, "eoin.k");
  const mother = await somebody(place, "brid.w");
  const friend = await somebody(place, "ruth.l");
  const { page } = she;
  const url = await makeCircle(page, place, CIRCLE, MAEVE);
  await expectAccessible(page);
  const circle = url.slice(-22);
  let story = "";
  const invitations: string[] = [];
  const invite = async (keeper: Page): Promise<string> => {
    const link = await makeLink(keeper, url);
    invitations.push(link);
    return link;
  };

  await test.step("she invites, sees who asks, compares the number, and lets them in", async () => {
    const link = await invite(page);
    await askToJoin(husband.page, link, EOIN);
    const his =
      /(?:\d{5} ?){6}/.exec((await husband.page.getByText(/^Yours:/).textContent()) ?? "")?.[0] ?? "";
    expect(his).toHaveLength(35);
    await expectAccessible(husband.page);
    await page.goto(url);
    await expect(page.getByText(his)).toBeVisible();
    await expectAccessible(page);
    await letIn(page, url, EOIN, "everything");
    await joinCircle(place, page, await invite(page), url, friend.page, RUTH, "everything");
    const again = await (await place.device()).newPage();
    await ui.signUp(again, place, "stranger");
    await again.goto(link);
    await expect(again.getByText(/cannot be used any more/)).toBeVisible();
  });

  await test.step("she writes with a photo, and lets the circle read it", async () => {
    await ui.write(page, place);
    await ui.type(page, { title: TITLE, text: TEXT });
    await ui.addPhoto(page, photo.path, "A window in the rain");
    await ui.kept(page);
    await page.getByRole("radio", { name: "My circle" }).check({ force: true });
    await button(page, "Let my circle read it").click();
    await expect(dialog(page).getByText(EOIN)).toBeVisible();
    await expect(dialog(page).getByText(RUTH)).toBeVisible();
    await expectAccessible(page);
    await button(page, "Let them read it").click();
    await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
    story = page.url().slice(-22);
    await expect(page.getByText("My circle")).toBeVisible();
  });

  await test.step("they read it, photo and all, and answer", async () => {
    for (const [reader, text] of [
      [husband.page, HUSBAND],
      [friend.page, FRIEND],
    ] as const) {
      await reader.goto(url);
      await reader.getByRole("link", { name: TITLE }).click();
      await expect(reader.getByText(TEXT)).toBeVisible();
      const shown = reader.getByRole("img", { name: "A window in the rain" });
      await expect(shown).toBeVisible();
      expect(
        await shown.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
      ).toBeGreaterThan(100);
      await answer(reader, text);
    }
    await button(husband.page, "I’m with you").click();
    await expect(husband.page.getByText("You: I’m with you")).toBeVisible();
    await expectAccessible(husband.page);
    await page.goto(`${place.room}/heard`);
    await expect(page.getByRole("heading", { name: "In your circles" })).toBeVisible();
    await expect(page.getByText(HUSBAND)).toBeVisible();
    await expect(page.getByText(new RegExp(`${EOIN} said: I’m with you`))).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${place.room}/story/${story}`);
    await page.getByRole("link", { name: "See it in the circle" }).click();
    await expect(page.getByText(HUSBAND)).toBeVisible();
    await expect(page.getByText(FRIEND)).toBeVisible();
    await expect(page.getByText(`${EOIN}: I’m with you`)).toBeVisible();
  });

  await test.step("her mother comes, and reads from then on only", async () => {
    await joinCircle(place, page, await invite(page), url, mother.page, MAM, "from now on");
    await mother.page.getByRole("link", { name: CIRCLE }).click();
    await expect(mother.page.getByText(/said before you came/)).toBeVisible();
    await expect(mother.page.getByText(TITLE)).toHaveCount(0);
    for (const name of [MAEVE, EOIN, RUTH]) await expect(mother.page.getByText(name).first()).toBeVisible();
  });

  await test.step("she takes her friend out; what she says then is not for her", async () => {
    await page.goto(url);
    await button(page, `Take ${RUTH} out`).click();
    await inDialog(page, `Take ${RUTH} out`).click();
    await expect(page.getByText(`${RUTH} is not in this circle any more.`)).toBeVisible();
    await ui.goOn(page, place, story);
    await ui.addMoment(page, AFTER);
    await button(page, "Update what the circle sees").click();
    await page.waitForURL(`${place.room}/story/${story}`, { timeout: 30_000 });
    await friend.page.goto(url);
    await expect(friend.page.getByText(/nothing here, or it is not shared with you/)).toBeVisible();
    await friend.page.goto(`${place.room}/circles`);
    await expect(friend.page.getByText("You are in no circle yet.")).toBeVisible();
    await husband.page.goto(url);
    await husband.page.getByRole("link", { name: TITLE }).click();
    await expect(husband.page.getByText(AFTER)).toBeVisible();
    await expect(husband.page.getByText(FRIEND)).toBeVisible();
    await mother.page.goto(url);
    await mother.page.getByRole("link", { name: TITLE }).click();
    await expect(mother.page.getByText(AFTER)).toBeVisible();
    await expect(mother.page.getByText(HUSBAND)).toHaveCount(0);
    await answer(mother.page, MOTHER);
  });

  await test.step("she changes what a member is called, for everybody", async () => {
    await page.goto(url);
    await button(page, `Change the name ${EOIN}`).click();
    await dialog(page).getByLabel("Name", { exact: true }).fill(HIS_NAME);
    await inDialog(page, "Keep this name").click();
    await expect(dialog(page)).toHaveCount(0);
    await expect(button(page, `Change the name ${HIS_NAME}`)).toBeVisible();
    await mother.page.goto(url);
    await expect(mother.page.getByText(HIS_NAME).first()).toBeVisible();
  });

  let link = "";
  await test.step("she tells all others once, by a page; somebody without an account opens it and leaves no trace", async () => {
    link = await makePage(page, place);
    const neighbour = await place.device({ viewport: { width: 360, height: 740 } });
    const theirs = await neighbour.newPage();
    await theirs.goto(link);
    for (const text of [AFTER, HELPS, PLEASE_NOT]) await expect(theirs.getByText(text)).toBeVisible();
    await expect(theirs.getByText(TEXT), "what the circle was told is not for them").toHaveCount(0);
    await expectAccessible(theirs);
    expect(await neighbour.cookies()).toEqual([]);
    expect(await theirs.evaluate(() => indexedDB.databases())).toEqual([]);
    const sentence = page.getByText("Whoever has the link can open it.");
    await page.goto(`${place.room}/for-them`);
    await expect(sentence).toBeVisible();
    await theirs.close();
  });

  await test.step("after a kill and a restart everything is there", async () => {
    await place.program.kill();
    await place.program.start();
    await husband.page.goto(url);
    await husband.page.getByRole("link", { name: TITLE }).click();
    await expect(husband.page.getByText(MOTHER)).toBeVisible();
  });

  await test.step("an export opens without the server: from the sheet to the keyring, the grant, and what was said", async () => {
    const folder = mkdtempSync(join(tmpdir(), "circle-"));
    try {
      await mother.page.goto(`${place.room}/export`);
      await button(mother.page, "Make the file").click();
      const coming = mother.page.waitForEvent("download");
      await mother.page.getByRole("link", { name: /^Keep alongside-/ }).click({ timeout: 60_000 });
      const path = join(folder, "export.zip");
      await (await coming).saveAs(path);
      expect(scan(words, [{ name: "the export", bytes: readFileSync(path) }])).toEqual([]);
      const [sheet, out] = [join(folder, "sheet.txt"), join(folder, "out")];
      writeFileSync(sheet, mother.person.sheet);
      const { stdout } = await promisify(execFile)(PROGRAM, ["open", path, "--out", out, "--sheet", sheet]);
      expect(stdout).toContain("A circle, with");
      expect(readFileSync(join(out, "circle-001", "circle.md"), "utf8")).toContain(CIRCLE);
      const [told = ""] = readdirSync(join(out, "circle-001")).filter((name) => name.startsWith("001-"));
      const text = readFileSync(join(out, "circle-001", told, "story.md"), "utf8");
      for (const said of [TEXT, AFTER, MOTHER, `Told by ${MAEVE}`]) expect(text).toContain(said);
      expect(text, "what was said before she came").not.toContain(HUSBAND);
      expect(tellingTags(join(out, "circle-001", told, "photo-1.jpg"))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  await test.step("the keeping is handed over, and she could leave", async () => {
    await page.goto(url);
    await button(page, `Let ${HIS_NAME} keep the circle`).click();
    await inDialog(page, `Let ${HIS_NAME} keep it`).click();
    await expect(button(page, "Leave this circle")).toBeVisible();
    await husband.page.goto(url);
    await expect(husband.page.getByRole("heading", { name: "Invite somebody" })).toBeVisible();
    await expect(husband.page.getByRole("heading", { name: CIRCLE })).toBeVisible();
  });

  await test.step("she takes her story back: the answers stay with her, sealed, and the circle has it no more", async () => {
    await page.goto(`${place.room}/story/${story}`);
    await button(page, "Take it back").click();
    await inDialog(page, "Take it back").click();
    await expect(page.getByText("Only you can read it now.")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(MOTHER)).toBeVisible();
    await expect(page.getByText("Only me")).toBeVisible();
    await husband.page.goto(url);
    await expect(husband.page.getByRole("heading", { name: CIRCLE })).toBeVisible();
    await expect(husband.page.getByText(TITLE)).toHaveCount(0);
    await expect(husband.page.getByText(HUSBAND), "his own words stay his").toBeVisible();
    await expect(husband.page.getByText(MOTHER)).toHaveCount(0);
    await expectAccessible(husband.page);
    await button(husband.page, "Erase it").click();
    await expect(husband.page.getByText(HUSBAND)).toHaveCount(0);
  });

  await test.step("her mother leaves; he is asked, and only his yes takes her out, and ends the links that are out", async () => {
    const late = await somebody(place, "latecomer");
    const open = await invite(husband.page);
    await late.page.goto(open);
    await expect(late.page.getByLabel("Your name in this circle")).toBeVisible();
    await mother.page.goto(url);
    await button(mother.page, "Leave this circle").click();
    await inDialog(mother.page, "Leave").click();
    await expect(mother.page.getByText("You are in no circle yet.")).toBeVisible();
    const signed = () =>
      place.wire.exchanges.filter((x) => x.method === "POST" && x.path === `/api/circles/${circle}/lines`);
    const before = signed().length;
    await husband.page.goto(url);
    const left = husband.page.getByRole("region", { name: "Who has left" });
    await expect(left.getByText(`This place says that ${MAM} has left.`)).toBeVisible();
    await expectAccessible(husband.page);
    expect(signed(), "nothing is signed in his name before he says so").toHaveLength(before);
    await left.getByRole("button", { name: `Take ${MAM} out`, exact: true }).click();
    await expect(husband.page.getByText(`${MAM} is out of the circle.`)).toBeVisible({ timeout: 20_000 });
    await expect(left).toHaveCount(0);
    await expect(husband.page.getByText(`can be read by you and ${MAEVE}, and by nobody else`)).toBeVisible();
    expect(signed()).toHaveLength(before + 1);
    await late.page.goto("about:blank");
    await late.page.goto(open);
    await expect(late.page.getByText(/cannot be used any more/)).toBeVisible();
  });

  await test.step("whoever runs the place has the disk and every byte, and finds nothing", async () => {
    const [, secret = ""] = /#v1\.([\w-]{43})$/.exec(link) ?? [];
    const behindLink = [
      canaryOf("the secret in the page’s link", secret),
      canaryOf("its bytes", Buffer.from(secret, "base64url")),
    ];
    const { secrets: identities, epochs, newest } = await epochsOf(place, circle, husband);
    expect(newest, "from her mother’s coming, her friend’s going, and her mother’s").toBe(4);
    expect(epochs, "whoever keeps it has the keys of every epoch").toEqual([1, 2, 3, 4]);
    expect(invitations).toHaveLength(4);
    const secrets = [...words, ...photoOf(photo), ...behindLink, ...identities];
    secrets.push(...invitations.flatMap(behindInvitation));
    for (const { person } of [she, husband, mother, friend]) {
      secrets.push(...wordsOf(person), ...(await keyringOf(place, person)));
    }
    expect(scan(secrets, everything(place))).toEqual([]);
    await place.program.kill();
    expect(scan(secrets, leftBehind(place))).toEqual([]);
    const control = planted(secrets);
    const found = new Set(scan(secrets, control).map(({ where }) => where));
    expect(
      control.map(({ name }) => name).filter((name) => !found.has(name)),
      "each of them is found where it is",
    ).toEqual([]);
    const there = [canaryOf("the circle's id", circle)];
    expect(scan(there, everything(place)).length, "and that is where it would be").toBeGreaterThan(0);
  });
});
