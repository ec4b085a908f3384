import {
  type Keyring,
  openMedia,
  type StoryDocument,
  type StoryPhoto,
  utf8,
} from "../../seal/index.ts";
import { json } from "./zip.ts";

const one = (text: string): string => text.replace(/\s+/g, " ").trim();
const minute = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** `003-so-we-wait`: letters and digits only, whatever the title has. */
function folder(number: number, { title }: StoryDocument): string {
  const name = [...title.toLowerCase()]
    .slice(0, 40)
    .join("")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return [String(number).padStart(3, "0"), name].filter(Boolean).join("-");
}

function markdown(story: StoryDocument): string {
  let photo = 0;
  const shown = (photos: readonly StoryPhoto[]) =>
    photos.map(({ alt }) => {
      photo += 1;
      return `![${one(alt).replace(/[[\]]/g, "")}](photo-${photo}.jpg)`;
    });
  const parts = [
    story.title === "" ? "" : `# ${one(story.title)}`,
    story.on ? `*${story.on}*` : "",
    story.text,
    ...shown(story.photos),
    ...story.moments.flatMap(({ at, text, photos }) => [
      `## ${minute(at)}`,
      text,
      ...shown(photos),
    ]),
    story.kept.length === 0 ? "" : "## Answers",
    ...story.kept.flatMap(({ pen, at, text }) => [
      `**${one(pen)}**, ${minute(at)}`,
      text.replace(/^/gm, "> "),
    ]),
    `---\nLast changed ${minute(story.changed)}`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** A story in the clear: Markdown, JSON and photos, by their paths. */
export async function storyFiles(
  me: Keyring,
  number: number,
  story: StoryDocument,
  body: string,
  photos: readonly { file: Uint8Array | undefined; sha: string }[],
): Promise<[string, Uint8Array][]> {
  const at = folder(number, story);
  const files: [string, Uint8Array][] = [
    [`${at}/story.md`, utf8(markdown(story))],
    [`${at}/story.json`, json(JSON.parse(body))],
  ];
  for (const [i, { file, sha }] of photos.entries()) {
    if (file !== undefined) {
      files.push([`${at}/photo-${i + 1}.jpg`, await openMedia(me.identity, file, sha)]);
    }
  }
  return files;
}
