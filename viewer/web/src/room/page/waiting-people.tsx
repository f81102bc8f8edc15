import { mayConduct } from "../events.ts";
import { useRoomWords } from "./spoken.ts";
import { useInRoom, useRoomValue } from "./use-room.ts";

/** To the host: who waits before the door, and the one touch that lets them in. */
export function WaitingPeople() {
  const words = useRoomWords();
  const { room } = useInRoom();
  const people = useRoomValue((each) => each.people);
  const isHost = useRoomValue((each) => mayConduct(each.me.part) && each.isOpen);
  const waiting = isHost ? people.filter(({ part }) => part === "waits") : [];
  return (
    <div role="status">
      {waiting.map(({ participant, name, hospital }) => (
        <div key={participant} className="room-line" data-line="waits">
          <p>
            {words.waitsOne(name)} <span className="quiet">{hospital}</span>
          </p>
          <button
            type="button"
            className="room-button primary"
            onClick={() => void room.do("part", { participant, part: "speaks" })}
          >
            {words.letIn}
          </button>
        </div>
      ))}
    </div>
  );
}
