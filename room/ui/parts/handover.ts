import type { Room } from "../core/index.ts";

/**
 * The commons lets in only what comes from this origin, and says so by the `Origin` header, which
 * a page without a referrer does not send. From here on the origin is sent, and nothing more.
 */
function sayWhereFrom(): void {
  const policy = document.createElement("meta");
  policy.name = "referrer";
  policy.content = "strict-origin";
  document.head.append(policy);
}

/**
 * The page of the commons that somebody came from to sign in, as `?next=` in the address says; null
 * when none is named. The commons looks at it again and leads nowhere but to its own pages.
 */
export function wayBack(): string | null {
  const next = new URLSearchParams(location.search).get("next");
  return next !== null && /^\/(?![/\\])/.test(next) ? next : null;
}

/**
 * Takes this browser to `next` on the commons, signed in there: the code is used once and is in a
 * form's body, never in an address.
 */
export async function handOver(room: Room, next: string): Promise<void> {
  const { code, enter } = await room.api.handover();
  const form = document.createElement("form");
  form.method = "post";
  form.action = enter;
  form.hidden = true;
  for (const [name, value] of Object.entries({ code, next })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  sayWhereFrom();
  document.body.append(form);
  form.submit();
}
