// No page goes by without axe, in light and in dark.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with every violation, its rule and the elements it is about. */
export async function expectAccessible(
  page: Page,
  schemes: ("light" | "dark")[] = ["light", "dark"],
): Promise<void> {
  // A page of the room says "Opening…" first, for as long as it takes to open what is sealed.
  await page.locator("h1").first().waitFor();
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const said = violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 160)}`),
    );
    expect(said, `${new URL(page.url()).pathname} in ${colorScheme}`).toEqual([]);
  }
}
