import type { ReactNode } from "react";
import { DOOR } from "../../desk/door.ts";
import { comeBackTo } from "../../desk/return.ts";
import type { Arrival } from "./arrival.ts";
import { useRoomWords } from "./spoken.ts";

/** Instead of the room: why it is not here, and what helps. */
export function Instead({ of, again }: { of: Exclude<Arrival["is"], "in" | "guest"> | "failed"; again: () => void }) {
  const words = useRoomWords();
  const told = {
    waits: words.waits,
    "signed-out": words.nothing,
    over: words.over.ended,
    nowhere: words.nothing,
    failed: words.noStudy,
  }[of];
  return (
    <Whole>
      <p role="status">
        {told} {of === "waits" && <span className="quiet">{words.waitsMore}</span>}
      </p>
      {of === "signed-out" && (
        <a className="room-button primary" href="/" onClick={() => comeBackTo(location.pathname)}>
          {words.signIn}
        </a>
      )}
      {of === "failed" && (
        <button type="button" className="room-button primary" onClick={again}>
          {words.again}
        </button>
      )}
    </Whole>
  );
}

export function Whole({ children }: { children: ReactNode }) {
  return (
    <main className="room-whole" data-door={DOOR}>
      <div>{children}</div>
    </main>
  );
}
