// In the middle of a circle's life its place goes back to yesterday's backup. Nobody is shown older things as if they
// were the newest, nothing that is on a device is lost, and everybody can go on after a yes.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { type Canary, canaryOf, filesBelow, planted, scan } from "../lib/canary.ts";
import {
  answerField,
  answerInCircle,
  askToJoin,
  joinCircle,
  letIn,
  makeCircle,
  makeLink,
  somebody,
  tellCircle,
} from "../lib/circle.ts";
import { behindInvitation, epochsOf, keyringOf, leftBehind, wordsOf } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "The kitchen table";
const TITLE = "Thursday at the clinic";
const TEXT = "We saw no heartbeat, and we go back on Thursday.";
const ANSWER = "I will drive.";
const MOMENT = "It is over now. I am at my mother’s.";
const OWN = "Only for me: the colour of that waiting room.";
const HALF = "I could also bring the dog, and";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const wentBack = (page: Page) =>
  page.getByRole("heading", { name: "This place went back to an earlier state" });

/** As docs/OPERATING.md says: the folder is copied while the program is stopped. */
async function backUp(place: Place): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-backup-"));
  await place.program.stop();
  cpSync(place.program.data, folder, { recursive: true });
  await place.program.start();
  return folder;
}

async function putBack(place: Place, folder: string): Promise<void> {
  await place.program.stop();
  rmSync(place.program.data, { recursive: true });
  cpSync(folder, place.program.data, { recursive: true });
  await place.program.start();
}

const wordsIn = (texts: string[]): Canary[] => texts.map((text) => canaryOf(text, text));

/** Whoever has the backup has the place's whole disk of that day. */
function expectSealed(backup: string, secrets: Canary[]): void {
  expect(scan(secrets, filesBelow(backup))).toEqual([]);
  const leak = join(backup, "leak");
  for (const { bytes } of planted(secrets)) {
    writeFileSync(leak, bytes);
    expect(scan(secrets, filesBelow(backup)).map(({ where }) => where)).toContain("leak");
  }
  rmSync(leak);
}

async function goOn(page: Page): Promise<void> {
  await expect(wentBack(page)).toBeVisible();
  await button(page, "Go on from there").click();
  await expect(wentBack(page)).toHaveCount(0, { timeout: 20_000 });
}

test("after a backup was put back nobody is shown old things as new, nothing on a device is lost, and the circle goes on", async ({
  place,
}) => {
  test.setTimeout(300_000);
  const { page: she, person: maeve } = await somebody(place, "maeve.w");
  const { page: he } = await somebody(place, "eoin.k");
  const { page: mother } = await somebody(place, "brid.w");
  const url = await makeCircle(she, place, CIRCLE, "Maeve");
  const link = await joinCircle(she, url, he, "Eoin");
  const story = await tellCircle(she, place, TITLE, TEXT);
  const backup = await backUp(place);
  let own = "";
  const keys = await epochsOf(place, url.slice(-22), { page: she, person: maeve });
  const secrets = [...wordsIn([CIRCLE, TITLE, TEXT]), ...keys.secrets, ...behindInvitation(link)];
  secrets.push(...wordsOf(maeve), ...(await keyringOf(place, maeve)));
  try {
    await test.step("the backup has nothing that anybody can read", () => expectSealed(backup, secrets));

    await test.step("after the backup: an answer, a moment, a story of her own, a new member, half an answer", async () => {
      await he.goto(url);
      await he.getByRole("link", { name: TITLE }).click();
      await answerInCircle(he, ANSWER);
      await ui.goOn(she, place, story);
      await ui.addMoment(she, MOMENT);
      await button(she, "Update what the circle sees").click();
      await she.waitForURL(`${place.room}/story/${story}`, { timeout: 30_000 });
      await ui.write(she, place);
      await ui.type(she, { title: "The waiting room", text: OWN });
      own = `${place.room}/story/${await ui.keep(she)}`;
      await joinCircle(she, url, mother, "Mam");
      await mother.goto(url);
      await mother.getByRole("link", { name: TITLE }).click();
      await expect(mother.getByText(MOMENT)).toBeVisible();
      await he.reload();
      await expect(he.getByText(MOMENT)).toBeVisible();
      await answerField(he).fill(HALF);
      await expect(he.getByText(/until you send it/)).toBeVisible();
    });

    await putBack(place, backup);

    await test.step("she and he read a plain sentence, and nothing older is shown", async () => {
      for (const page of [she, he]) {
        for (const address of [url, `${place.room}/circles`]) {
          await page.goto(address);
          await expect(wentBack(page)).toBeVisible();
          await expect(page.getByText(TITLE)).toHaveCount(0);
          await expect(page.getByText(CIRCLE)).toHaveCount(0);
        }
      }
      await expectAccessible(she);
    });

    await test.step("she goes on: the circle is as it was then, and what her device has is put back, once", async () => {
      await she.goto(own);
      await expect(she.getByText(OWN), "which the place does not have any more").toBeVisible();
      await goOn(she);
      await she.goto(`${place.room}/journey`);
      await expect(she.getByText(OWN)).toHaveCount(1);
      await expect(she.getByRole("link", { name: TITLE })).toHaveCount(1);
      await she.getByRole("link", { name: TITLE }).click();
      await expect(she.getByText(MOMENT)).toBeVisible();
      const again = await (await place.device()).newPage();
      await ui.signIn(again, place, maeve);
      await expect(again.getByText(OWN), "on the server, too").toHaveCount(1);
      await again.getByRole("link", { name: TITLE }).click();
      await expect(again.getByText(MOMENT)).toBeVisible();
      await she.goto(url);
      await expect(she.getByText("can be read by you and Eoin, and by nobody else")).toBeVisible();
      await she.getByRole("link", { name: TITLE }).click();
      await expect(she.getByText(TEXT)).toBeVisible();
      await expect(she.getByText(MOMENT), "the circle has the earlier words").toHaveCount(0);
      await expect(she.getByText(ANSWER)).toHaveCount(0);
    });

    await test.step("she lets the circle see the moment again; he goes on, and his half answer is still there", async () => {
      await ui.goOn(she, place, story);
      await button(she, "Update what the circle sees").click();
      await she.waitForURL(`${place.room}/story/${story}`, { timeout: 30_000 });
      await he.goto(url);
      await goOn(he);
      await he.getByRole("link", { name: TITLE }).click();
      await expect(he.getByText(MOMENT)).toHaveCount(1);
      await expect(answerField(he)).toHaveValue(HALF);
      await answerInCircle(he, `${ANSWER} ${HALF} so on.`);
      await expect(he.getByText(ANSWER)).toHaveCount(1);
    });

    await test.step("her mother is in no circle, asks once more, and is let in", async () => {
      await mother.goto(`${place.room}/circles`);
      await goOn(mother);
      await mother.goto(`${place.room}/circles`);
      await expect(mother.getByText("You are in no circle yet.")).toBeVisible();
      await askToJoin(mother, await makeLink(she, url), "Mam");
      await letIn(she, url, "Mam");
      await mother.goto(url);
      await mother.getByRole("link", { name: TITLE }).click();
      await expect(mother.getByText(MOMENT)).toBeVisible();
      await expect(mother.getByText(ANSWER)).toHaveCount(1);
    });

    await test.step("and nobody is asked again", async () => {
      for (const page of [she, he, mother]) {
        await page.goto(url);
        await expect(page.getByRole("link", { name: TITLE })).toHaveCount(1);
        await expect(wentBack(page)).toHaveCount(0);
      }
    });

    await test.step("nor has what was put back, and what came after it", () => {
      secrets.push(...wordsIn([ANSWER, MOMENT, OWN, HALF]));
      expect(scan(secrets, leftBehind(place))).toEqual([]);
    });
  } finally {
    rmSync(backup, { recursive: true, force: true });
  }
});
