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
    "signed-out": words.signedOut,
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
        <a className="room-button primary" href="/" onClick={() => comeBackTo(location.pathname + location.search)}>
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

/** Over a room whose session has ended: on another page somebody signs in, and this one goes on. */
export function SignedOutHere({ isGuest }: { isGuest: boolean }) {
  const words = useRoomWords();
  return (
    <div className="room-over">
      <Whole>
        <p role="alert">{isGuest ? words.signedOutGuest : words.signedOutHere}</p>
        {!isGuest && (
          <a className="room-button primary" href="/" target="_blank" rel="noopener">
            {words.signInElsewhere}
          </a>
        )}
      </Whole>
    </div>
  );
}

export function Whole({ children }: { children: ReactNode }) {
  return (
    <main className="room-whole" data-door={DOOR}>
      <div>{children}</div>
    </main>
  );
}
