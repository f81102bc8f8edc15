import { type ComponentType, useEffect, useState } from "react";
import { Call } from "../call/call.ts";
import type { Opened } from "../page/arrival.ts";
import { Whole } from "../page/instead.tsx";
import type { RoomOf } from "../page/room-of.ts";
import { useRoomWords } from "../page/spoken.ts";
import { Room } from "../room.ts";
import { filmOf } from "./film.ts";
import { Projector } from "./projector.ts";
import { readLog } from "./read-log.ts";

type Playing = Pick<RoomOf, "room" | "call"> & { readonly projector: Projector };

/** What happened in a room, as a film. */
export function ReplayRoom({ opened, Form }: { opened: Opened; Form: ComponentType<RoomOf> }) {
  const { replay: words } = useRoomWords();
  const [playing, setPlaying] = useState<Playing | "failed" | null>(null);
  useEffect(() => {
    let isLeft = false;
    readLog().then(
      ({ lines, people }) => {
        if (isLeft) return;
        const projector = new Projector(filmOf(lines), people);
        const room = new Room(projector.open);
        projector.rewind = () => room.forget();
        setPlaying({ room, call: new Call(room), projector });
      },
      () => setPlaying("failed"),
    );
    return () => {
      isLeft = true;
    };
  }, []);
  if (playing === null || playing === "failed" || playing.projector.film.shots.length === 0) {
    const told = playing === null ? words.reading : playing === "failed" ? words.failed : words.nothing;
    return (
      <Whole>
        <p role="status">{told}</p>
        {playing !== null && (
          <a className="room-button" href={location.pathname}>
            {words.toRoom}
          </a>
        )}
      </Whole>
    );
  }
  return <Form {...playing} opened={opened} />;
}
