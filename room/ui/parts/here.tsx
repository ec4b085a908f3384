import { useEffect, useState } from "preact/hooks";
import { Idle, LOCK_AFTER, type LockAfter } from "../core/idle.ts";
import { Check, Select } from "./field.tsx";
import { useAccount, useRoom } from "./room.tsx";

/** In this browser alone: that its tabs go by another name, and that something was read once. */
const PLAIN = "plain name";
const SAID = "said: leaving quickly";

const kept = (key: string): boolean => {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
};
const keep = (key: string, on: boolean): void => {
  try {
    if (on) localStorage.setItem(key, "yes");
    else localStorage.removeItem(key);
  } catch {
    // Then it holds for this page only.
  }
};

const ICON = document.querySelector<HTMLLinkElement>("link[rel=icon]");
const SIGN = ICON?.href ?? "data:,";

/** What the tab is called, and its icon: ours, or one that tells nothing. */
export function nameTab(plain = kept(PLAIN)): void {
  document.title = plain ? "Notes" : "Alongside";
  if (ICON !== null) ICON.href = plain ? "data:," : SIGN;
}

export const idle = new Idle(
  // Reading `localStorage` itself throws where it is forbidden.
  {
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
    removeItem: (key) => localStorage.removeItem(key),
  },
  () => Date.now(),
);

const LOOK_EVERY = 5_000;

/** Locks this browser when nobody has used it for as long as was chosen. What was being written stays, sealed. */
export function LockWhenIdle() {
  const { account } = useRoom();
  const open = useAccount().kind === "open";
  useEffect(() => {
    if (!open) return;
    idle.begin();
    const used = () => idle.used();
    const look = () => {
      if (!idle.isOver()) return;
      // Whoever keeps words that are being typed seals the last of them, as when a page is closed.
      dispatchEvent(new Event("pagehide"));
      void account.lock();
    };
    const timer = setInterval(look, LOOK_EVERY);
    addEventListener("pointerdown", used);
    addEventListener("keydown", used);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", used);
      removeEventListener("keydown", used);
      document.removeEventListener("visibilitychange", look);
    };
  }, [account, open]);
  return null;
}

const SAY: Record<LockAfter, string> = {
  0: "never",
  5: "after 5 minutes",
  15: "after 15 minutes",
  60: "after an hour",
};

/** What holds for this browser alone. */
export function ThisBrowser() {
  const [after, setAfter] = useState<LockAfter>(idle.after);
  const [plain, setPlain] = useState(kept(PLAIN));
  return (
    <>
      <Select
        label="Lock it when nobody uses it"
        hint="Your six words, or your passkey, open it again. What you were writing stays, sealed."
        value={String(after)}
        options={LOCK_AFTER.map((minutes) => [String(minutes), SAY[minutes]] as const)}
        onValue={(value) => {
          const chosen = LOCK_AFTER.find((one) => String(one) === value) ?? 0;
          idle.after = chosen;
          setAfter(idle.after);
        }}
      />
      <Check
        checked={plain}
        onChecked={(on) => {
          keep(PLAIN, on);
          nameTab(on);
          setPlain(on);
        }}
      >
        Call its tabs “Notes”, without our sign. The address at the top still says where you are.
      </Check>
    </>
  );
}

/** Said once, on the first page after signing in: what leaving quickly cannot do. */
export function LeavingSaid() {
  const open = useAccount().kind === "open";
  const [said, setSaid] = useState(kept(SAID));
  if (!open || said) return null;
  const put = () => {
    keep(SAID, true);
    setSaid(true);
  };
  return (
    <div class="note notice row apart" role="note">
      <span>
        “Leave quickly”, three presses of Shift, or Escape held down: this page is gone and you are
        signed out. It cannot take what you visited out of your browser’s history, nor hide it from
        whoever watches the network or the screen.
      </span>
      <button type="button" class="button quiet small" onClick={put}>
        I have read it
      </button>
    </div>
  );
}
