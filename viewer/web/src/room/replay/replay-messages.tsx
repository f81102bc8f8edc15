import { useEffect, useReducer } from "react";
import { colorOf } from "../colors.ts";
import type { EventOf } from "../events.ts";
import { timeOf, useRoomSpoken } from "../page/spoken.ts";
import { useNames } from "../page/use-room.ts";
import type { Projector } from "./projector.ts";

/** All that was said, also what is still to come in the film: a touch goes there. */
export function ReplayMessages({ projector }: { projector: Projector }) {
  const { words, language } = useRoomSpoken();
  const nameOf = useNames();
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => projector.onChange(again), [projector]);
  const said = projector.film.shots.filter(({ event }) => event.kind === "say");
  return (
    <div className="chat">
      <ol className="messages" tabIndex={0}>
        {said.length === 0 && <li className="quiet">{words.noMessages}</li>}
        {said.map(({ event, ms }) => {
          const { by, at, seq, body } = event as EventOf<"say">;
          const name = nameOf(by) || words.somebody;
          return (
            <li key={seq} className="message" data-pending={ms > projector.ms ? "" : undefined}>
              <button
                type="button"
                className="replay-jump"
                aria-label={words.replay.jump(name)}
                onClick={() => projector.jump(seq)}
              >
                <b style={{ color: colorOf(by ?? 0) }}>{name}</b> <span className="quiet">{timeOf(at, language)}</span>
              </button>
              <p className="message-text">{body.text}</p>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
