// Signing up where that is not open to everybody: asking, a person's yes, and invitations that work once.
import { expectAccessible } from "../lib/axe.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

test.describe("where one asks", () => {
  test.use({
    placeOptions: {
      env: { ALONGSIDE_SIGN_UP: "by-request", ALONGSIDE_SIGN_UP_QUESTION: "What brings you?" },
    },
  });

  test("she asks, somebody says yes, and her link works once", async ({ place, page }) => {
    const moderator = await ui.signUpAt(page, await invited(place), "ines.m");
    await place.program.tool("admin", "moderator", moderator.name);

    const hers = await (await place.device()).newPage();
    await hers.goto(`${place.room}/sign-up`);
    await expect(hers.getByRole("heading", { name: "Ask to come in" })).toBeVisible();
    await expectAccessible(hers);
    await expect(hers.getByLabel("Name", { exact: true })).toHaveCount(0);
    await hers.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(hers.getByText("Please write a sentence or two")).toBeVisible();
    await hers.getByLabel("What brings you?").fill("Two losses, and nobody to say it to.");
    await hers.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(hers.getByRole("heading", { name: "Somebody will read it" })).toBeVisible();
    await expectAccessible(hers);
    const link = await hers.getByLabel("Your link back").inputValue();
    await hers.reload();
    await expect(
      hers.getByRole("heading", { name: "Somebody will read it" }),
      "it is in her address",
    ).toBeVisible();

    await ui.goToCommons(page, place);
    await page.goto(`${place.commons}/queue`);
    await page.getByRole("link", { name: "People who ask to come in" }).click();
    const one = page.getByRole("article", { name: "Somebody who asks" });
    await expectAccessible(page);
    await expect(one).toContainText("Two losses, and nobody to say it to.");
    await one.getByRole("button", { name: "Let them in" }).click();
    await expect(page.getByText("Nobody is waiting.")).toBeVisible();

    await hers.getByRole("button", { name: "Look again" }).click();
    await expect(hers.getByRole("heading", { name: "A name, and your words" })).toBeVisible();
    const another = await (await place.device()).newPage();
    await ui.signUpAt(another, link, "maeve.w");

    const other = await (await place.device()).newPage();
    await other.goto(link);
    await expect(other.getByText("That link does not open any more")).toBeVisible();
  });

  test("a no is read, and leads nowhere", async ({ place, page }) => {
    const moderator = await ui.signUpAt(page, await invited(place), "ines.m");
    await place.program.tool("admin", "moderator", moderator.name);
    const hers = await (await place.device()).newPage();
    await hers.goto(`${place.room}/sign-up`);
    await hers.getByLabel("What brings you?").fill("I sell prams.");
    await hers.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(hers.getByRole("heading", { name: "Somebody will read it" })).toBeVisible();

    await ui.goToCommons(page, place);
    await page.goto(`${place.commons}/asking`);
    await page.getByText("Not here, or not now").click();
    await page.getByLabel("What they read with it, if you like").fill("This place is for other things.");
    await page.getByRole("button", { name: "Say no" }).click();
    await expect(page.getByText("Nobody is waiting.")).toBeVisible();

    await hers.getByRole("button", { name: "Look again" }).click();
    await expect(hers.getByRole("heading", { name: "Not here, or not now" })).toBeVisible();
    await expect(hers.getByText("This place is for other things.")).toBeVisible();
  });
});

test.describe("where one is invited", () => {
  test.use({ placeOptions: { env: { ALONGSIDE_SIGN_UP: "by-invitation" } } });

  test("a member's link lets one person in, and can be taken back", async ({ place, page }) => {
    await page.goto(`${place.room}/sign-up`);
    await expect(page.getByRole("heading", { name: "This place is joined by invitation" })).toBeVisible();
    await ui.signUpAt(page, await invited(place), "maeve.w");
    await page.goto(`${place.room}/settings`);
    await page.getByRole("button", { name: "Make a link", exact: true }).click();
    const link = await page.getByLabel("A link for one person").inputValue();
    await expect(page.getByText("One link of yours is not used yet.")).toBeVisible();
    await expectAccessible(page);

    const his = await (await place.device()).newPage();
    await ui.signUpAt(his, link, "tom.k");
    await page.reload();
    await expect(page.getByRole("button", { name: "Make a link", exact: true })).toBeVisible();
    await expect(page.getByText("not used yet")).toHaveCount(0);

    await page.getByRole("button", { name: "Make a link", exact: true }).click();
    const taken = await page.getByLabel("A link for one person").inputValue();
    await page.getByRole("button", { name: "Take them back" }).click();
    await expect(page.getByText("Nobody can use them any more.")).toBeVisible();
    const other = await (await place.device()).newPage();
    await other.goto(taken);
    await expect(other.getByText("That link does not open any more")).toBeVisible();
  });
});

/** A link of the operator's. */
async function invited({ program, room }: Place): Promise<string> {
  const printed = await program.tool("admin", "invite", "--listen", `${program.address}:${program.port}`);
  const link = printed.split("\n").find((line) => line.startsWith("http")) ?? "";
  expect(link.startsWith(`${room}/sign-up#`), printed).toBe(true);
  return link;
}
