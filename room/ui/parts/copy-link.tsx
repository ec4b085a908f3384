import { tell } from "./status.tsx";

/** A link to send or to keep, in a field that selects itself, and a button that copies it. */
export function CopyLink({ label, link }: { label: string; link: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    tell("The link is copied.");
  };
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <input
          type="text"
          readOnly
          value={link}
          autocomplete="off"
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <p>
        <button type="button" class="button quiet" onClick={() => void copy()}>
          Copy the link
        </button>
      </p>
    </>
  );
}
