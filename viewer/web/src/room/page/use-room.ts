/** The room, for whatever stands in its page; whoever asks is drawn again when what they read has changed. */

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Call } from "../call/call.ts";
import type { Opened } from "./arrival.ts";
import type { Following } from "../following.ts";
import type { Pointing } from "../pointing.ts";
import type { Projector } from "../replay/projector.ts";
import type { Room } from "../room.ts";
import type { ViewState } from "../../engine/view-state.ts";

/** What the page of a room stands on; where images are not here yet, nobody follows. */
export interface InRoom {
  readonly room: Room;
  readonly call: Call;
  readonly following: Following | null;
  readonly pointing: Pointing;
  readonly opened: Opened;
  /** Plays what was; null: it is now. */
  readonly projector: Projector | null;
  /** What is on the screen now, and how something else comes onto it. */
  readonly view: () => ViewState | null;
  readonly goTo: (view: ViewState) => void;
  /** The picture by which a view is shown small; null: none can be shown. */
  readonly pictured: (view: ViewState) => {
    readonly address: string;
    readonly columns: number;
    readonly rows: number;
    readonly instance: number;
    readonly frame: number;
  } | null;
}

export const InRoomContext = createContext<InRoom | null>(null);

export function useInRoom(): InRoom {
  const found = useContext(InRoomContext);
  if (found === null) throw new Error("This is no room.");
  return found;
}

/** `read` gives a number, a word, or the same value as long as nothing has changed. */
export function useRoomValue<T>(read: (room: Room) => T): T {
  const { room } = useInRoom();
  return useSyncExternalStore(room.onChange, () => read(room));
}

export function useFollowing(): {
  readonly isFollowing: boolean;
  readonly isShown: boolean;
  readonly isPresenting: boolean;
} {
  const { room, following } = useInRoom();
  const listen = (listener: () => void) => {
    const stops = [room.onChange(listener), following?.onChange(listener)];
    return () => stops.forEach((stop) => stop?.());
  };
  const read = () =>
    following === null
      ? 0
      : (following.isFollowing ? 1 : 0) + (following.isShown ? 2 : 0) + (following.isPresenting ? 4 : 0);
  const bits = useSyncExternalStore(listen, read);
  return { isFollowing: (bits & 1) > 0, isShown: (bits & 2) > 0, isPresenting: (bits & 4) > 0 };
}

/** What somebody is called here. */
export function useNames(): (participant: number | null) => string {
  const people = useRoomValue((room) => room.people);
  return (participant) => people.find((each) => each.participant === participant)?.name ?? "";
}
