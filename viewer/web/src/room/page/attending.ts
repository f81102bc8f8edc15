/**
 * Whether somebody sits before a room: whoever listens there for an hour touches nothing, and is not to be signed out for it.
 * A page counts as attended while it takes part in what goes on: in the call with somebody else, or in sight while others do
 * something or the pointer moves. A room in which nothing happens, and one that nobody can see, sign nobody in for longer.
 */

import { attend } from "../../desk/api.ts";
import type { Call } from "../call/call.ts";
import type { Room } from "../room.ts";

export const EVERY_MS = 60_000;
const TOUCHES = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"];

/** What is known of a page since it was looked at last. */
export interface Noticed {
  readonly isLive: boolean;
  /** In the call, and not alone there. */
  readonly isCalling: boolean;
  readonly isInSight: boolean;
  readonly isTouched: boolean;
  readonly isOthersTurn: boolean;
}

export function isThere({ isLive, isCalling, isInSight, isTouched, isOthersTurn }: Noticed): boolean {
  return isLive && (isCalling || (isInSight && (isTouched || isOthersTurn)));
}

/** Tells the server as long as somebody is there. */
export function attendRoom(room: Room, call: Call): () => void {
  let isTouched = false;
  let isOthersTurn = false;
  const touch = () => {
    isTouched = true;
  };
  const stop = room.onEvents((events) => {
    isOthersTurn ||= events.some(({ by }) => by !== null && by !== room.me.participant);
  });
  for (const kind of TOUCHES) addEventListener(kind, touch, { capture: true, passive: true });
  const timer = setInterval(() => {
    const isLive = room.line === "open" && room.isOpen;
    const isCalling = call.isIn && call.others.some(({ state }) => state === "connected");
    const isInSight = document.visibilityState === "visible";
    // Whoever may not be here any more is told so by the room itself.
    if (isThere({ isLive, isCalling, isInSight, isTouched, isOthersTurn }))
      void attend("/session").catch(() => undefined);
    isTouched = isOthersTurn = false;
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    stop();
    for (const kind of TOUCHES) removeEventListener(kind, touch, { capture: true });
  };
}
