import { useEffect } from "preact/hooks";
import { hide, onSigns } from "../../leave/leave.ts";
import { useRoom } from "./room.tsx";

/** On every page: to a page that tells nothing, signed out here on both sides. What was being written stays, sealed. */
export function LeaveQuickly() {
  const { account } = useRoom();
  const leave = () => {
    hide();
    const away = () => location.replace("/away");
    account.leaveQuickly().then(away, away);
  };
  useEffect(() => onSigns(leave), [account]);
  return (
    <button type="button" class="leave" onClick={leave}>
      Leave quickly
    </button>
  );
}
