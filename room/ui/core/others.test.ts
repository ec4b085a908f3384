import { describe, expect, it } from "vitest";
import { namesOfOthers } from "./others.ts";

const names = (text: string, mine = "") => namesOfOthers([text], mine);

describe("names of others in a story", () => {
  it.each([
    ["My husband Tom read it aloud before I posted it.", ["Tom"]],
    ["I told Aoife and then Sarah Jane.", ["Aoife", "Sarah Jane"]],
    ["We saw Dr. Byrne again.", ["Dr. Byrne"]],
    ["Niamh said it would be fine.", ["Niamh"]],
    ["It was quiet. Tom drove us home.", ["Tom"]],
    ["I rang my sister, Órla’s phone was off.", ["Órla"]],
    ["Tom came with me. I held on to Tom’s hand.", ["Tom"]],
  ])("%s", (text, expected) => {
    expect(names(text).sort()).toEqual([...expected].sort());
  });

  it.each([
    "So we wait, and I have no words. There is so much uncertainty.",
    "On Monday we go again, in March it was the same.",
    "He said it was early. She told me to rest. They were kind.",
    "My husband read it. My Mum came over.",
    "God, I am tired. It is nearly Christmas.",
    "The scan was at ten. It was cold.",
    "I had IVF. The NHS was good to us.",
  ])("finds nobody in: %s", (text) => {
    expect(names(text)).toEqual([]);
  });

  it("does not ask about a name that is hers to use", () => {
    expect(names("We called her Hope.", "Hope")).toEqual([]);
  });

  it("says three at most, and reads every part of a story", () => {
    expect(namesOfOthers(["with Ann and Ben", "and Cid and Dan"], "")).toHaveLength(3);
    expect(namesOfOthers(["nobody here", "then Zoe came by"], "")).toEqual(["Zoe"]);
  });

  it("takes a long text in its stride", () => {
    const long = "and then Tom said Ann came, ".repeat(1_500);
    expect(names(long).sort()).toEqual(["Ann", "Tom"]);
  });
});
