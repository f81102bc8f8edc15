import { mayConduct } from "../events.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import { GuestList } from "./guest-list.tsx";
import { Invite } from "./invite.tsx";
import { People } from "./people.tsx";

/** Who takes part, and what the host does about it. */
export function PeoplePanel() {
  const words = useRoomWords();
  const { pointing } = useInRoom();
  const isHost = useRoomValue((room) => mayConduct(room.me.part) && room.isOpen);
  const may = useRoomValue((room) => room.mayDraw);
  return (
    <div className="people-panel">
      <People />
      {may && (
        <label className="writer-view">
          <input
            type="checkbox"
            defaultChecked={pointing.isShown}
            onChange={(event) => {
              pointing.isShown = event.currentTarget.checked;
              if (!pointing.isShown) pointing.leave();
            }}
          />
          {words.pointer}
        </label>
      )}
      {isHost && (
        <div className="host-tools" aria-label={words.tools.host} role="group">
          <Invite />
          <GuestList />
        </div>
      )}
    </div>
  );
}
