// What a first visit costs: bytes over the wire, requests, and whether anything moves after it was shown.
import { chromium } from "@playwright/test";
import config from "../playwright.config.ts";
import { originOf, type Target } from "./http.ts";
import { Wire } from "./wire.ts";

export interface View {
  /** Heads and bodies of all replies, as sent. */
  bytes: number;
  requests: number;
  paths: string[];
  /** Cumulative layout shift. */
  shift: number;
}

export async function firstView(behind: Target, path: string, width = 360): Promise<View> {
  const wire = await Wire.before(behind);
  const browser = await chromium.launch(config.use?.launchOptions);
  try {
    const page = await browser.newPage({ viewport: { width, height: 740 } });
    await page.goto(`${originOf("commons", wire.port)}${path}`, { waitUntil: "networkidle" });
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
              sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 500);
        }),
    );
    const seen = wire.exchanges;
    return {
      bytes: seen.reduce((sum, x) => sum + x.responseBody.length + x.responseHeaders.length + 17, 0),
      requests: seen.length,
      paths: seen.map((x) => `${x.path} ${x.responseBody.length}`),
      shift,
    };
  } finally {
    await browser.close();
    await wire.close();
  }
}
