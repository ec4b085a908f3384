import type { Room } from "../core/index.ts";

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
  document.body.append(form);
  form.submit();
}

/** The path on the commons of an address that the server gave. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}
