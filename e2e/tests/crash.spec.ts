// The program is killed a hundred times while sixty-four members answer. Every answer that got its yes is there,
// once; one that got no reply and is sent again is there once too.
import { expect, test } from "@playwright/test";
import { id, Member } from "../lib/api.ts";
import { Program } from "../lib/program.ts";

const ROUNDS = Number(process.env.CRASHES ?? 100);
const MEMBERS = 64;

interface Writer {
  member: Member;
  pen: string;
  /** Sent, and not yet known to have been taken. */
  open: { text: string; once: string } | undefined;
  count: number;
}

test(`killed ${ROUNDS} times, no answer is lost and none is doubled`, async () => {
  test.setTimeout(900_000);
  const program = await Program.start({ env: { ALONGSIDE_LOG: "warn" } });
  try {
    const author = await Member.arrive(program);
    const { story } = await author.share((await author.pen("linnet")).id, "So we wait.");
    const writers = await Promise.all(
      Array.from({ length: MEMBERS }, async (_, i): Promise<Writer> => {
        const member = await Member.arrive(program);
        return { member, pen: (await member.pen(`robin ${i}`)).id, open: undefined, count: 0 };
      }),
    );
    const taken = new Set<string>();
    const write = async (writer: Writer, goesOn: () => boolean) => {
      while (goesOn()) {
        writer.open ??= { text: `${writer.pen} says ${writer.count++}`, once: id() };
        const reply = await writer.member
          .answer(story, { ...writer.open, pen: writer.pen })
          .catch(() => undefined);
        if (!reply) return;
        expect(reply.status, reply.text).toBe(303);
        taken.add(writer.open.text);
        writer.open = undefined;
      }
    };
    for (let round = 0; round < ROUNDS; round++) {
      let up = true;
      const all = Promise.all(writers.map((writer) => write(writer, () => up)));
      await new Promise((done) => setTimeout(done, 20 + ((round * 37) % 120)));
      await program.kill();
      up = false;
      await all;
      await program.start();
    }
    // What was left open is sent once more, as a browser would.
    await Promise.all(
      writers.filter((w) => w.open).map((writer) => write(writer, () => writer.open !== undefined)),
    );
    const there = (await author.answersTo(story)).map(({ text }) => text);
    expect(taken.size).toBeGreaterThan(ROUNDS);
    expect(there.length, "none is doubled").toBe(new Set(there).size);
    expect(
      [...taken].filter((text) => !there.includes(text)),
      "none is lost",
    ).toEqual([]);
    expect(there.length, "and nothing is there that was not said").toBe(taken.size);
    console.log(`${ROUNDS} kills, ${taken.size} answers, each there once`);
  } finally {
    await program.remove();
  }
});
