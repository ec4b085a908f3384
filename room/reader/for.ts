// Opens a page for them: on old phones too, without an account, leaving nothing on the device and nothing that
// its author could see.
import { ed25519 } from "@noble/curves/ed25519.js";
import { hide, onSigns } from "../leave/leave.ts";
import type { PageForThem, PageLink } from "../seal/page.ts";
import { checkWith } from "../seal/signed.ts";
import { AGAIN, endOf, fetchPage, linkIn, open, partsOf, SAY, type Told } from "./open.ts";

// Older phones have no Ed25519 in WebCrypto.
checkWith(async (pub, signature, message) => ed25519.verify(signature, message, pub));

const leave = (): void => {
  hide();
  location.replace("/away");
};
document.querySelector("button.leave")?.addEventListener("click", leave);
onSigns(leave);

const page = document.getElementById("page");
const status = document.getElementById("say");

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = "",
  className = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

const say = (text: string): void => {
  if (status !== null) status.textContent = text;
};

function show(...parts: Node[]): void {
  page?.replaceChildren(...parts);
}

function button(text: string): HTMLButtonElement {
  const made = element("button", text);
  made.type = "submit";
  return made;
}

/** A form that cannot be sent anywhere: it has no address, and its field no name. */
function form(onSend: () => void, ...parts: Node[]): HTMLFormElement {
  const made = element("form");
  made.append(...parts);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    onSend();
  });
  return made;
}

function sayWhy(why: Told): void {
  if (AGAIN.includes(why)) show(form(() => void begin(), button("Try again")));
  else show();
  say(SAY[why]);
}

function askPasscode(link: PageLink, file: Uint8Array): void {
  const label = element("label", "Passcode");
  const hint = element("span", "Whoever sent you the link can tell you.", "hint");
  const field = element("input");
  field.id = "passcode";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.setAttribute("autocapitalize", "none");
  field.setAttribute("aria-describedby", "hint");
  label.htmlFor = "passcode";
  hint.id = "hint";
  let busy = false;
  const send = async (): Promise<void> => {
    const passcode = field.value.trim();
    if (busy || passcode === "") return;
    busy = true;
    say("Opening… On an older phone this takes a few seconds.");
    const told = await opened(link, passcode, file);
    busy = false;
    if (told !== "passcode") return;
    say(SAY.passcode);
    field.focus();
  };
  say("");
  show(form(() => void send().catch(failed), label, hint, field, button("Open it")));
  field.focus();
}

const day = (at: number): string =>
  new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });

function showPage(body: PageForThem): void {
  const parts = partsOf(body).map(([title, words]) => [
    element("h2", title),
    element("p", words, "words"),
  ]);
  const end = endOf(body);
  // It ends with a day: the last moment of it is still that day.
  const until = end === null ? "" : ` It is here until ${day(end - 1)}.`;
  const about =
    "Whoever sent you the link wrote this for you. It is sealed: those who run this place cannot read it. " +
    `Whoever wrote it does not see whether you have opened it.${until}`;
  show(...parts.flat(), element("p", about, "about"));
  say("");
  document.querySelector("h1")?.focus();
}

/** Opens and shows it; a passcode that does not fit is left for the form to say. */
async function opened(
  link: PageLink,
  passcode: string | null,
  file: Uint8Array,
): Promise<Told | "page"> {
  const came = await open(link, passcode, file, Date.now());
  if (came.kind === "page") showPage(came.body);
  else if (came.kind !== "passcode") sayWhy(came.kind);
  return came.kind;
}

function failed(): void {
  show();
  say("This browser is too old to open sealed pages. A newer one can, on this device or another.");
}

async function begin(): Promise<void> {
  document.body.className = "done";
  const link = linkIn(location.href);
  if (link === null) return sayWhy("broken");
  if (typeof crypto === "undefined" || crypto.subtle === undefined) return failed();
  say("Opening…");
  const came = await fetchPage(link);
  if (came.kind !== "file") return sayWhy(came.kind);
  if (link.passcode) askPasscode(link, came.file);
  else await opened(link, null, came.file);
}

addEventListener("hashchange", () => location.reload());
begin().catch(failed);
