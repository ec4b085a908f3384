// Letters between two: asked, answered, declined, blocked, reported; and nothing of them for whoever runs the place.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { canaryOf, scan } from "../lib/canary.ts";
import { askToJoin, letIn, makeCircle, makeLink, somebody } from "../lib/circle.ts";
import { openedExport } from "../lib/opened.ts";
import { everything, keyringOf, leftBehind, wordsOf } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const STORY = "So we wait.";
const FIRST = "I read what you wrote, brambling-canary. It was the same with us.";
const ANSWER = "Thank you, redstart-canary. I read it at three in the morning.";
const SECOND = "Any time, wheatear-canary.";
const DRAFT = "What I want to tell the others, fieldfare-canary.";
const UNKIND = "You should be over it by now.";
const words = [FIRST, ANSWER, SECOND, DRAFT].map((text) => canaryOf(text, text));

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const field = (page: Page, name: string | RegExp) => page.getByRole("textbox", { name });

/** Her story in the community under the pen name willow, which takes letters. */
async function willow(page: Page, place: Place): Promise<void> {
  await ui.write(page, place);
  await ui.type(page, { text: STORY });
  await ui.letGo(page, "Community", "willow");
  await page.goto(`${place.room}/pens`);
  await button(page, "Take letters as willow").click();
  await expect(page.getByText("People can write to willow.")).toBeVisible();
}

/** The first letter to willow, from the page of that pen name, as rowan. */
async function writeToWillow(page: Page, place: Place, text: string): Promise<void> {
  await ui.goToCommons(page, place);
  await page.goto(`${place.commons}/pen/willow`);
  await page.getByRole("link", { name: "Write a letter" }).click();
  await expect(page.getByRole("heading", { name: "A letter to willow" })).toBeVisible();
  await field(page, "New pen name").fill("rowan");
  await field(page, "Your letter").fill("Everything happens for a reason.");
  await expect(page.getByRole("status").getByText(/A reason may be a comfort to you/)).toBeVisible();
  await field(page, "Your letter").fill(text);
  await expect(page.getByText("Kept on this device, sealed, until you send it.")).toBeVisible();
  await button(page, "Send the letter").click();
  await page.waitForURL(/\/letters\/[\w-]{22}\/[\w-]{22}$/);
  await expect(page.getByText(text)).toBeVisible();
}

async function openLetters(page: Page, place: Place, name: string): Promise<void> {
  await page.goto(`${place.room}/letters`);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

async function send(page: Page, to: string, text: string): Promise<void> {
  await field(page, `A letter to ${to}`).fill(text);
  await button(page, "Send the letter").click();
}

test("two write to each other, one says no, and a moderator is given the one letter that was reported", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const she = await somebody(place, "maeve.w");
  const he = await somebody(place, "tom.r");
  await willow(she.page, place);
  await expectAccessible(she.page);

  await test.step("he writes first; what he typed is kept until it has gone", async () => {
    await ui.goToCommons(he.page, place);
    await he.page.goto(`${place.commons}/pen/willow`);
    await he.page.getByRole("link", { name: "Write a letter" }).click();
    await field(he.page, "Your letter").fill(FIRST);
    await expect(he.page.getByText("Kept on this device, sealed, until you send it.")).toBeVisible();
    await he.page.reload();
    await expect(field(he.page, "Your letter")).toHaveValue(FIRST);
    await expectAccessible(he.page);
    await writeToWillow(he.page, place, FIRST);
    await expectAccessible(he.page);
  });

  await test.step("a second letter waits for her answer, and its words stay", async () => {
    await he.page.goto(`${place.room}/letters/new?pen=willow`);
    await he.page.getByRole("combobox", { name: "Pen name" }).selectOption({ label: "rowan" });
    await field(he.page, "Your letter").fill(SECOND);
    await button(he.page, "Send the letter").click();
    await expect(he.page.getByText(/They have not answered yet/)).toBeVisible();
    await expect(field(he.page, "Your letter")).toHaveValue(SECOND);
    await field(he.page, "Your letter").fill("");
  });

  await test.step("she is told that somebody wrote, reads it, and answers", async () => {
    await she.page.goto(`${place.room}/journey`);
    await expect(she.page.getByRole("link", { name: "Letters (new)" })).toBeVisible();
    await she.page.goto(`${place.room}/letters`);
    await expect(she.page.getByRole("heading", { name: "Somebody wrote to you" })).toBeVisible();
    await expectAccessible(she.page);
    await she.page.getByRole("link", { name: "rowan" }).click();
    await expect(she.page.getByText(FIRST)).toBeVisible();
    await expect(she.page.getByRole("link", { name: "Letters (new)" })).toHaveCount(0);
    await expectAccessible(she.page);
    await send(she.page, "rowan", ANSWER);
    await expect(she.page.getByText(ANSWER)).toBeVisible();
    await openLetters(he.page, place, "willow");
    await expect(he.page.getByText(ANSWER)).toBeVisible();
    await send(he.page, "willow", SECOND);
    await expect(he.page.getByText("Your letter has gone.")).toBeVisible();
  });

  await test.step("she lets him read a story before it goes out", async () => {
    await ui.write(she.page, place);
    await ui.type(she.page, { title: "To the others", text: DRAFT });
    await ui.kept(she.page);
    await ui.keep(she.page);
    await she.page.getByRole("link", { name: "Let somebody read it first" }).click();
    await expect(she.page.getByRole("heading", { name: "Who should read it first?" })).toBeVisible();
    await she.page.getByRole("link", { name: "rowan" }).click();
    await expect(she.page.getByText(/With it goes a copy of “To the others”/)).toBeVisible();
    await send(she.page, "rowan", "Can I say it like this?");
    await expect(she.page.getByText("Your letter has gone.")).toBeVisible();
    await openLetters(he.page, place, "willow");
    const shown = he.page.getByRole("region", { name: "A story to read first" });
    await expect(shown.getByText(DRAFT)).toBeVisible();
    await expectAccessible(he.page);
  });

  await test.step("her export opens with the sheet, letters too", async () => {
    const texts = await openedExport(she.page, place, she.person.sheet);
    const letters = texts.get("letters-001.md") ?? "";
    expect(letters).toContain("# Letters with rowan");
    for (const text of [FIRST, ANSWER, SECOND, DRAFT]) expect(letters).toContain(text);
  });

  await test.step("whoever runs the place finds none of the words", async () => {
    const secrets = [...words];
    for (const { person } of [she, he]) {
      secrets.push(...wordsOf(person), ...(await keyringOf(place, person)));
    }
    expect(scan(secrets, everything(place))).toEqual([]);
    await place.program.kill();
    expect(scan(secrets, leftBehind(place))).toEqual([]);
    const control = [canaryOf("an open story", STORY)];
    expect(scan(control, everything(place)).length, "the scan finds what is there").toBeGreaterThan(0);
    await place.program.start();
  });

  await test.step("an unkind letter is reported: that one, opened, goes to the moderators", async () => {
    await openLetters(he.page, place, "willow");
    await send(he.page, "willow", UNKIND);
    await expect(he.page.getByText("Your letter has gone.")).toBeVisible();
    await openLetters(she.page, place, "rowan");
    const unkind = she.page.getByRole("article", { name: "From rowan" }).filter({ hasText: UNKIND });
    await unkind.getByRole("button", { name: "Report this letter" }).click();
    await expect(she.page.getByRole("dialog")).toContainText("with the proof that rowan wrote it");
    await expectAccessible(she.page);
    await field(she.page, /What they should know/).fill("It hurt.");
    await button(she.page, "Give them this letter").click();
    await expect(she.page.getByText("The people who look after this place have it now.")).toBeVisible();
    await button(she.page, "No more letters").click();
    await expect(
      she.page.getByText("You take no letters from them. If you write, they can answer."),
    ).toBeVisible();
    await send(he.page, "willow", "And another.");
    await expect(he.page.getByText(/No letters can go there/)).toBeVisible();
    await expect(field(he.page, "A letter to willow"), "what he typed is not lost").toHaveValue(
      "And another.",
    );
    await button(she.page, "Block them").click();
    await expect(
      she.page.getByText("You have blocked them. Nothing they write reaches you here."),
    ).toBeVisible();
  });

  await test.step("a moderator reads that letter and no other, and stops letters from them", async () => {
    const keeper = await somebody(place, "keeper");
    await place.program.tool("admin", "moderator", "keeper");
    await ui.goToCommons(keeper.page, place);
    await keeper.page.getByRole("link", { name: "Reported letters" }).click();
    const report = keeper.page.getByRole("article", { name: "A reported letter" });
    await expect(report).toContainText(UNKIND);
    await expect(report).toContainText("Written by rowan");
    await expect(report).toContainText("It hurt.");
    await expect(keeper.page.getByText(FIRST)).toHaveCount(0);
    await expectAccessible(keeper.page);
    await report.getByRole("button", { name: "Stop letters from them" }).click();
    await expect(keeper.page.getByText("Nothing is waiting.")).toBeVisible();
    await button(he.page, "Send the letter").click();
    await expect(he.page.getByText(/You cannot write letters here at the moment/)).toBeVisible();
    await ui.goToCommons(she.page, place);
    const refused = await she.page.goto(`${place.commons}/letters/reported`);
    expect(refused?.status(), "for anybody else there is no such page").toBe(404);
  });
});

test("in a circle letters go to who has signed for them there", async ({ place }) => {
  const she = await somebody(place, "maeve.w");
  const he = await somebody(place, "tom.r");
  const url = await makeCircle(she.page, place, "The two of us", "Maeve");
  await askToJoin(he.page, await makeLink(she.page, url), "Eoin");
  await letIn(she.page, url, "Eoin");
  await she.page.goto(url);
  await button(she.page, "Take letters from them").click();
  await expect(she.page.getByText("Those in this circle can write you letters.")).toBeVisible();
  await he.page.goto(url);
  await he.page.getByRole("link", { name: "Write a letter to Maeve" }).click();
  await field(he.page, "Your letter").fill(FIRST);
  await button(he.page, "Send the letter").click();
  await gone(he.page);
  await openLetters(she.page, place, "Somebody");
  await expect(she.page.getByText(FIRST)).toBeVisible();
  expect(scan(words, everything(place))).toEqual([]);
});

const gone = (page: Page) => page.waitForURL(/\/letters\/[\w-]{22}\/[\w-]{22}$/);

type Json = { letters: { id: string; from: string; to: string; mine: boolean; bytes: string }[] };

test("what a server changes about a letter is not shown", async ({ place }) => {
  const she = await somebody(place, "maeve.w");
  const he = await somebody(place, "tom.r");
  await willow(she.page, place);
  await writeToWillow(he.page, place, FIRST);
  await openLetters(she.page, place, "rowan");
  await send(she.page, "rowan", ANSWER);
  await expect(she.page.getByText("Your letter has gone.")).toBeVisible();
  const url = she.page.url();
  const other = Buffer.alloc(16, 7).toString("base64url");
  const each = (change: (one: Json["letters"][number]) => void) => (said: Json) => {
    for (const one of said.letters) change(one);
  };
  const lies: [string, (said: Json) => void][] = [
    [
      "a changed letter",
      each((one) => {
        one.bytes = bent(one.bytes);
      }),
    ],
    [
      "a cut letter",
      each((one) => {
        one.bytes = one.bytes.slice(0, -40);
      }),
    ],
    [
      "another sender",
      each((one) => {
        one.from = other;
      }),
    ],
    [
      "another receiver",
      each((one) => {
        one.to = other;
      }),
    ],
    [
      "another letter",
      each((one) => {
        one.id = other;
      }),
    ],
    [
      "hers as his",
      each((one) => {
        one.mine = !one.mine;
      }),
    ],
    ["swapped letters", ({ letters }) => swap(letters)],
  ];
  for (const [what, lie] of lies) {
    await test.step(what, async () => {
      await she.page.route(/\/api\/letters\/[\w-]{22}\/[\w-]{22}\?/, async (route) => {
        const asked = route.request();
        const real = await route.fetch({
          url: asked.url().replace(/\/\/[^/:]+/, "//127.0.0.1"),
          headers: { ...asked.headers(), host: new URL(place.room).host },
        });
        const json = (await real.json()) as Json;
        lie(json);
        await route.fulfill({ response: real, json });
      });
      await she.page.goto("about:blank");
      await she.page.goto(url);
      await expect(she.page.getByText(/This letter was changed on the way/)).toHaveCount(2);
      await expect(she.page.getByText(FIRST), what).toHaveCount(0);
      await expect(she.page.getByText(ANSWER), what).toHaveCount(0);
      await she.page.unrouteAll({ behavior: "wait" });
    });
  }
  await she.page.goto("about:blank");
  await she.page.goto(url);
  await expect(she.page.getByText(FIRST), "and it is all there").toBeVisible();
});

const bent = (bytes: string): string =>
  `${bytes.slice(0, -10)}${bytes.at(-10) === "A" ? "B" : "A"}${bytes.slice(-9)}`;

function swap(letters: Json["letters"]): void {
  const [one, two] = letters;
  if (one === undefined || two === undefined) throw new Error("two letters");
  [one.bytes, two.bytes] = [two.bytes, one.bytes];
}
