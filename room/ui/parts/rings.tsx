import type { StoryAudience } from "../../seal/index.ts";

/** The sign for how far a story goes; `name` is the sign of the place itself. */
export function Rings({ far }: { far: StoryAudience | "name" }) {
  if (far === "name") {
    return (
      <svg
        width="30"
        height="20"
        viewBox="0 0 30 20"
        fill="none"
        stroke-width="2"
        aria-hidden="true"
      >
        <circle cx="10" cy="10" r="8.5" />
        <circle cx="20" cy="10" r="8.5" />
      </svg>
    );
  }
  return (
    <svg class="rings" viewBox="0 0 40 40" fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="20" cy="20" r="4" fill="currentColor" />
      {far !== "me" && <circle cx="20" cy="20" r="9" />}
      {far === "community" && <circle cx="20" cy="20" r="14" />}
      {far === "everyone" && <circle cx="20" cy="20" r="14" stroke-dasharray="5 4" />}
      {far === "everyone" && <path d="M20 2v4M20 34v4M2 20h4M34 20h4" />}
    </svg>
  );
}

/** The four audiences in a word each, and in a plain sentence. */
export const FAR = {
  me: { name: "Only me", short: "sealed" },
  circle: { name: "My circle", short: "a few you choose, sealed" },
  community: { name: "Community", short: "members, by pen name" },
  everyone: { name: "Everyone", short: "anyone, in the open" },
} as const satisfies Record<StoryAudience, { name: string; short: string }>;

/** How far a story goes now, beside its name. */
export function FarNow({ far }: { far: StoryAudience }) {
  return (
    <span class="far-now">
      <Rings far={far} />
      {FAR[far].name}
    </span>
  );
}
