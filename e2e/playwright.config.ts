import { defineConfig } from "@playwright/test";

/** Debian's Chromium. It starts without calling anybody, and as root in CI only without its sandbox. */
const chromium = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost",
  ],
};

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: chromium,
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "tests", testIgnore: "**/screenshots.ts" },
    { name: "screenshots", testDir: ".", testMatch: "screenshots.ts", timeout: 600_000 },
  ],
});
