/** Has what is drawn on the screen follow the room. */

import type { Annotating } from "../view/annotations/annotating.ts";
import type { RoomEvent } from "./events.ts";
import type { Room } from "./room.ts";

export function keepUp(room: Room, annotating: Annotating): () => void {
  const changes = (events: readonly RoomEvent[], ...kinds: RoomEvent["kind"][]) =>
    events.some(({ kind }) => kinds.includes(kind));
  let { people, sequence } = room;
  annotating.catchUp();
  const stops = [
    room.onEvents((events) => {
      if (changes(events, "draw", "erase")) annotating.catchUp();
      if (changes(events, "drawing", "draw", "part")) annotating.refresh();
    }),
    room.onChange(() => {
      // The room is told from its beginning: it had come to something else, or a film was wound back.
      if (room.sequence < sequence) annotating.restart();
      sequence = room.sequence;
      // Whoever has come in has a name now.
      if (room.people === people) return;
      people = room.people;
      annotating.refresh();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** How many drawings of one's own the server has not numbered yet. */
export function strokesOf(annotating: Annotating): number {
  return annotating.all.reduce((sum, [, store]) => sum + store.waiting, 0);
}
