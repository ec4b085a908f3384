import { useEffect } from "preact/hooks";
import { later } from "./later.tsx";

const Qr = later(async () => (await import("./qr.tsx")).Qr);

/** Four letters at a time after the beginning, so that it can be typed from paper. */
const inGroups = (sheet: string): string => {
  const [, begins = "", rest = ""] = sheet.match(/^(.*-1)(.*)$/) ?? ["", "", sheet];
  return `${begins} ${rest.replace(/(.{4})(?=.)/g, "$1 ")}`;
};

/** The recovery sheet, shown once. */
export function Sheet({
  name,
  sheet,
  onDone,
}: {
  name: string;
  sheet: string;
  onDone: () => void;
}) {
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, []);
  return (
    <div class="card stack sheet">
      <h2 class="on-paper">Alongside · recovery sheet</h2>
      <p class="on-paper">
        With this sheet and the name below, everything can be opened when the words are gone. Keep
        it where nobody else looks. Go to {location.host}/sheet-sign-in
      </p>
      <dl class="sheet-lines">
        <dt>Name</dt>
        <dd>{name}</dd>
        <dt>Sheet</dt>
        <dd class="mono" data-sheet={sheet}>
          {inGroups(sheet)}
        </dd>
      </dl>
      <Qr text={sheet} say="The sheet’s line, as a code for a camera" />
      <p class="note not-on-paper">
        <strong>Without your words and without this sheet, nobody can open what is sealed.</strong>{" "}
        Not we, not those who run this place. It is shown this once.
      </p>
      <div class="not-on-paper row">
        <button type="button" class="button quiet" onClick={() => print()}>
          Print the sheet
        </button>
        <button type="button" class="button" onClick={onDone}>
          I have it
        </button>
      </div>
    </div>
  );
}
