// `make screenshots`: every page of a demo, light and dark, narrow and wide, into ./screenshots.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "./lib/demo.ts";
import { type As, pageAs, screensOf, visit } from "./lib/look.ts";

const folder = join(import.meta.dirname, "../screenshots");
mkdirSync(folder, { recursive: true });

for (const as of ["visitor", "newreader", "maeve", "moderator"] satisfies As[]) {
  test(`pictures of what ${as} sees`, async ({ browser, demo }) => {
    const { page, context } = await pageAs(browser, demo.program, as, demo.people);
    for (const screen of await screensOf(demo.program, page, as)) {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
        await visit(page, demo.program, screen);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          const path = join(folder, `${screen.name}.${width}.${colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
        }
      }
    }
    await context.close();
  });
}
