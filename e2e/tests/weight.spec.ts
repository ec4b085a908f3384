// A phone on a slow line at three in the morning: what the first view of a public story costs.

import { expect, test } from "@playwright/test";
import { Member } from "../lib/api.ts";
import { Program } from "../lib/program.ts";
import { firstView } from "../lib/weight.ts";

test("the first view of a public story is at most 60 KB, six requests, and nothing moves", async () => {
  const program = await Program.start();
  try {
    const author = await Member.arrive(program);
    const pen = await author.pen("linnet");
    const text = "They found a heartbeat, but it is slow. They said to come back on Thursday.\n\n".repeat(12);
    const { story } = await author.share(pen.id, text, { audience: "everyone", title: "So we wait" });
    for (let i = 0; i < 10; i++)
      await author.answer(story, { text: `I remember the quiet in the car. ${i}`, pen: pen.id });
    for (const width of [360, 1280]) {
      const view = await firstView(program, `/story/${story}`, width);
      const what = `${width} px wide: ${view.paths.join(", ")}`;
      expect.soft(view.bytes, what).toBeLessThanOrEqual(60_000);
      expect.soft(view.requests, what).toBeLessThanOrEqual(6);
      expect.soft(view.shift, what).toBe(0);
    }
  } finally {
    await program.remove();
  }
});
