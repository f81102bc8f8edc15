import { useState } from "react";
import { mayConduct, maySpeak } from "../events.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import type { Person } from "../wire.ts";

/** What the host makes of somebody, and who is to present. */
export function PersonActions({ person, canGive, done }: { person: Person; canGive: boolean; done: () => void }) {
  const words = useRoomWords();
  const { room } = useInRoom();
  const isHost = useRoomValue((each) => mayConduct(each.me.part));
  const [isSure, setSure] = useState(false);
  const { participant, name, part } = person;
  const make = (next: "speaks" | "watches" | "gone") => {
    void room.do("part", { participant, part: next });
    done();
  };
  const give = () => {
    void room.do("present", { participant });
    done();
  };
  if (isSure) {
    return (
      <div className="person-actions" role="group" aria-label={words.takeOut}>
        <p>
          {words.takeOutSure(name)} <span className="quiet">{words.takeOutLong}</span>
        </p>
        <button type="button" className="room-button danger" onClick={() => make("gone")}>
          {words.takeOutYes}
        </button>
        <button type="button" className="room-button" onClick={() => setSure(false)}>
          {words.cancel}
        </button>
      </div>
    );
  }
  return (
    <div className="person-actions" role="group" aria-label={words.actions(name)}>
      {canGive && maySpeak(part) && (
        <button type="button" className="room-button" onClick={give}>
          {words.givePresenting(name)}
        </button>
      )}
      {isHost && part !== "asks" && (
        <>
          {part !== "speaks" && part !== "waits" && (
            <button type="button" className="room-button" onClick={() => make("speaks")}>
              {words.letSpeak}
            </button>
          )}
          {part !== "watches" && (
            <button type="button" className="room-button" onClick={() => make("watches")}>
              {words.viewOnly}
            </button>
          )}
          <button type="button" className="room-button danger" onClick={() => setSure(true)}>
            {words.takeOut}
          </button>
        </>
      )}
    </div>
  );
}
