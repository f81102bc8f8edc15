/** Keys of a room: back to who presents, raise a hand, mute, write. */

import { useEffect } from "react";
import { maySee } from "../events.ts";
import { useInRoom } from "./use-room.ts";

export const TYPED =
  "input:not([type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]";

export const ROOM_KEYS = { back: "b", raise: "u", mute: "M", chat: "/" } as const;

export function useRoomKeys(openChat: () => void): void {
  const { room, call, following, projector } = useInRoom();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(TYPED) != null) return;
      // In a film, and in a room that is concluded, nobody raises a hand; a key that is held down is pressed once.
      const mayRaise = projector === null && room.isOpen && maySee(room.me.part);
      if (event.key === ROOM_KEYS.back) following?.back();
      else if (event.key === ROOM_KEYS.chat) openChat();
      else if (event.key === ROOM_KEYS.raise) {
        if (mayRaise && !event.repeat)
          void room.do("raise", { is_up: !room.state.hands.includes(room.me.participant) });
      } else if (event.key === ROOM_KEYS.mute) {
        if (!event.repeat) void call.mute(call.isTalking);
      } else return;
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [room, call, following, projector, openChat]);
}
