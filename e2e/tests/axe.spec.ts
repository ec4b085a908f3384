// Every page, as everybody who can see it: axe finds nothing in either colour scheme, nothing needs to be scrolled
// sideways down to 320 px, and no page breaks the rules that hold for all of them.
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/demo.ts";
import { type As, pageAs, screensOf, visit } from "../lib/look.ts";

for (const as of ["visitor", "newreader", "maeve", "moderator"] satisfies As[]) {
  test(`every page that ${as === "visitor" ? "a visitor" : as} sees`, async ({ browser, demo }) => {
    test.setTimeout(480_000);
    const { page, context, guard } = await pageAs(browser, demo.program, as, demo.people);
    const all = await screensOf(demo.program, page, as);
    expect(all.length).toBeGreaterThan(0);
    for (const screen of all) {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await visit(page, demo.program, screen);
        // Colours are the same at every width, so that the dark ones are looked at once.
        const schemes: ("light" | "dark")[] = width === 360 ? ["light", "dark"] : ["light"];
        await test.step(`${screen.name} at ${width}`, () => expectAccessible(page, schemes));
      }
      await page.setViewportSize({ width: 320, height: 640 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(over, `${screen.name}: sideways at 320 px`).toBeLessThanOrEqual(0);
      const small = await page.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            "button, input:not([type=hidden]), select, summary, nav a",
          ),
        ]
          .filter(
            (e) =>
              e.offsetParent !== null && !e.closest("p, .sr-only") && getComputedStyle(e).opacity !== "0",
          )
          .map((e) => ({ e, box: (e.closest("label") ?? e).getBoundingClientRect() }))
          .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
          .map(
            ({ e, box }) => `${e.outerHTML.slice(0, 100)} ${Math.round(box.width)}×${Math.round(box.height)}`,
          ),
      );
      expect.soft(small, `${screen.name}: targets under 24 px`).toEqual([]);
      await expect.soft(page.locator("h1"), `${screen.name}: one main heading`).toHaveCount(1);
      expect
        .soft(await page.title(), `${screen.name}: a neutral title`)
        .not.toMatch(/loss|miscarr|stillb|pregnan/i);
    }
    await context.close();
    expect(guard.complaints).toEqual([]);
  });
}
