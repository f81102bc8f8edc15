import { IconLogout } from "@tabler/icons-react";
import { useState } from "react";
import { leaveRoom } from "../page/guest/steps.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";

/** A guest goes, on a device that may not be their own; they are asked once, for the link may not bring them back. */
export function GuestLeaves() {
  const { gate: words } = useRoomWords();
  const { projector } = useInRoom();
  const isGuest = useRoomValue((room) => room.person(room.me.participant)?.is_guest ?? false);
  const [isAsked, setAsked] = useState(false);
  if (!isGuest || projector !== null) return null;
  return (
    <div className="guest-leaves">
      {isAsked && <p role="status">{words.leaveRoomLead}</p>}
      <button
        type="button"
        className={isAsked ? "room-button primary" : "room-button"}
        onClick={() => (isAsked ? void leaveRoom().catch(() => setAsked(false)) : setAsked(true))}
      >
        <IconLogout size={20} aria-hidden /> {words.leaveRoom}
      </button>
    </div>
  );
}
