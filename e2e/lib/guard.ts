// What no page may ever do, whatever a test is about: ask another host, break its own policy, or throw.
import type { BrowserContext, Page } from "@playwright/test";

const HOME =
  /^(?:https?:\/\/(?:room\.)?alongside\.localhost(?::\d+)?(?:\/|$)|data:|blob:|about:|chrome-error:)/;

export class Guard {
  readonly complaints: string[] = [];

  watch(context: BrowserContext): void {
    context.on("request", (request) => {
      if (!HOME.test(request.url())) this.complaints.push(`asked another host: ${request.url()}`);
    });
    context.on("page", (page) => this.watchPage(page));
    context.on("weberror", ({ error }) => {
      this.complaints.push(`threw: ${error().stack ?? error().message}`);
    });
  }

  private watchPage(page: Page): void {
    page.on("console", (message) => {
      const text = message.text();
      if (/Content Security Policy|Content-Security-Policy|TrustedHTML|TrustedScript/i.test(text)) {
        this.complaints.push(`broke its policy at ${page.url()}: ${text}`);
      }
    });
  }
}
