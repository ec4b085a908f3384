import { sha256, utf8 } from "./bytes.ts";
import type { PublicKeys } from "./user.ts";

const GROUPS = 6;

/**
 * Six groups of five digits that two people read to each other, to know that they hold the same
 * keys of a member: SHA-256 over `alongside/v1/safety`, recipient and signing key, line breaks
 * between them; each group is four bytes of it, big-endian, modulo 100,000.
 */
export async function safetyNumber({ enc, sig }: Omit<PublicKeys, "user">): Promise<string> {
  const hash = new DataView((await sha256(utf8(`alongside/v1/safety\n${enc}\n${sig}`))).buffer);
  const group = (_: unknown, i: number) => String(hash.getUint32(i * 4) % 100_000).padStart(5, "0");
  return Array.from({ length: GROUPS }, group).join(" ");
}
