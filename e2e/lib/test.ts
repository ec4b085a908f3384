// `test` with a place of one's own: a real program, the wire before it, and devices to visit it with.
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { Member } from "./api.ts";
import { Guard } from "./guard.ts";
import { originOf } from "./http.ts";
import { Program, type StartOptions } from "./program.ts";
import { Wire } from "./wire.ts";

export interface Place {
  program: Program;
  wire: Wire;
  commons: string;
  room: string;
  /** Another browser with nothing in it: a second device, or another person. */
  device(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A device that is signed in to the commons as somebody who signed up without a browser. */
  deviceOf(member: Member, options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Somebody signed in on both sides, without a browser. */
  member(name?: string): Promise<Member>;
}

interface Fixtures {
  placeOptions: StartOptions;
  place: Place;
  page: Page;
}

/** What the program may never write, however talkative: a crash, or a reply that is its own fault. */
const CRASHED = /panicked at|stack backtrace/;

export const test = base.extend<Fixtures>({
  placeOptions: [{}, { option: true }],

  place: async ({ browser, placeOptions }, use, info) => {
    const program = await Program.start(placeOptions);
    const wire = await Wire.before(program);
    const guard = new Guard();
    const devices: BrowserContext[] = [];
    const device = async (options?: BrowserContextOptions) => {
      const context = await browser.newContext({ locale: "en-IE", timezoneId: "Europe/Dublin", ...options });
      guard.watch(context);
      devices.push(context);
      return context;
    };
    const commons = originOf("commons", program.port);
    const room = originOf("room", program.port);
    await use({
      program,
      wire,
      commons,
      room,
      device,
      member: (name) => Member.arrive(program, name),
      deviceOf: async (member, options) => {
        const context = await device(options);
        await context.addCookies(cookies(member.commons, commons));
        return context;
      },
    });
    await Promise.all(devices.map((context) => context.close()));
    await wire.close();
    await program.stop();
    const logs = program.logs();
    const faults = wire.exchanges
      .filter((x) => x.status >= 500)
      .map((x) => `${x.status} ${x.method} ${x.path}`);
    if (info.status !== info.expectedStatus) await info.attach("program.log", { body: logs.slice(-200_000) });
    await program.remove();
    expect.soft(guard.complaints, "pages that kept the rules").toEqual([]);
    expect.soft(CRASHED.exec(logs)?.[0], "the program's log").toBeUndefined();
    expect.soft(faults, "replies that are the program's fault").toEqual([]);
  },

  page: async ({ place }, use) => {
    const context = await place.device();
    await use(await context.newPage());
  },
});

function cookies(header: string, origin: string) {
  return header
    .split("; ")
    .filter(Boolean)
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return {
        name,
        value: value.join("="),
        url: origin.replace("http:", "https:"),
        httpOnly: true,
        secure: true,
      };
    });
}

export { expect };
