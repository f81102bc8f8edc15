import type { Ground } from "../../view/annotations/ground.ts";
import { colorOf } from "../colors.ts";
import { useInRoom, useNames, useRoomValue } from "./use-room.ts";

/** Where the others point on the picture of a place, and who each is; on another picture nothing of it is seen. */
export function Pointers({ ground }: { ground: Ground | null }) {
  const { room } = useInRoom();
  const pointers = useRoomValue((room) => room.settled.pointers);
  const me = useRoomValue((room) => room.me.participant);
  const nameOf = useNames();
  if (ground === null) return null;
  const shown = [...pointers].filter(([by, { place, at }]) => {
    if (by === me || !room.mayBeThere(by)) return false;
    return ground.holds({ kind: "probe", place, points: [at], text: "" });
  });
  return shown.map(([by, { at }]) => {
    const [x, y] = ground.toScreen(at);
    return (
      <div
        key={by}
        className="pointer"
        data-by={by}
        style={{ transform: `translate(${x}px, ${y}px)`, color: colorOf(by) }}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden>
          <path d="M1 1 L1 15 L5 11.5 L8 18 L10.5 17 L7.6 10.6 L13 10.5 Z" />
        </svg>
        <span>{nameOf(by)}</span>
      </div>
    );
  });
}
