import address from "./words.txt";

/** The word list, fetched when it is needed. */
export async function wordList(): Promise<string[]> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("no word list");
  return (await answer.text()).split("\n").filter(Boolean);
}
