/** Before the door: what a page asks that waits, which is nothing that is not open to it yet. */

import { DOOR } from "../../../desk/door.ts";
import { Room } from "../../room.ts";
import { type GuestStatus, whereGuestIs } from "./steps.ts";

/** The room tells it at once; this is for whoever has no way to it. */
const ASKS_MS = 3000;

/** Tells how far the guest of this browser is whenever that may have changed; null: they are nobody here any more. */
export function waitBefore(told: (status: GuestStatus | null) => void): () => void {
  let isLeft = false;
  const ask = () =>
    void whereGuestIs("").then(
      (status) => isLeft || told(status),
      // It may go better the next time.
      () => undefined,
    );
  const room = new Room(() => new WebSocket(`${location.origin.replace(/^http/, "ws")}${DOOR}/room`));
  const stop = whenChanged(room, ask);
  const timer = setInterval(ask, ASKS_MS);
  return () => {
    isLeft = true;
    clearInterval(timer);
    stop();
    room.close();
  };
}

/** Who waits is told of themselves alone: that is how they hear what was made of them. */
function whenChanged(room: Room, ask: () => void): () => void {
  let before = "waits";
  return room.onChange(() => {
    const now = room.line === "over" ? "gone" : (room.person(room.me.participant)?.part ?? before);
    if (now === before) return;
    before = now;
    ask();
  });
}
