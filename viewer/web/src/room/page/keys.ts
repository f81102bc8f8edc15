/** Keys of a room: back to who presents, raise a hand, mute, write. */

import { useEffect } from "react";
import { useInRoom } from "./use-room.ts";

const TYPED =
  "input:not([type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]";

export const ROOM_KEYS = { back: "b", raise: "u", mute: "M", chat: "/" } as const;

export function useRoomKeys(openChat: () => void): void {
  const { room, call, following } = useInRoom();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(TYPED) != null) return;
      if (event.key === ROOM_KEYS.back) following?.back();
      else if (event.key === ROOM_KEYS.raise)
        void room.do("raise", { is_up: !room.state.hands.includes(room.me.participant) });
      else if (event.key === ROOM_KEYS.mute) void call.mute(call.isTalking);
      else if (event.key === ROOM_KEYS.chat) openChat();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [room, call, following, openChat]);
}
