import { IconMessages, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useReducer, useEffect } from "react";
import { useRoomSpoken, timeOf } from "../page/spoken.ts";
import { shownAt } from "./film.ts";
import { type Projector, type Speed, SPEEDS } from "./projector.ts";

/** The time line of a film, and how fast it goes. */
export function ReplayBar({ projector }: { projector: Projector }) {
  const { words, language } = useRoomSpoken();
  const { replay } = words;
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => projector.onChange(again), [projector]);
  const { film, ms, isPlaying, speed } = projector;
  const shot = film.shots[Math.max(shownAt(film, ms) - 1, 0)];
  const clock = shot === undefined ? "" : timeOf(shot.event.at, language);
  const name = isPlaying ? replay.pause : replay.play;
  return (
    <div className="replay-bar" role="group" aria-label={replay.title} data-ms={Math.round(ms)}>
      <button
        type="button"
        className="room-button"
        aria-label={name}
        title={name}
        onClick={() => (isPlaying ? projector.pause() : projector.play())}
      >
        {isPlaying ? <IconPlayerPause size={20} aria-hidden /> : <IconPlayerPlay size={20} aria-hidden />}
      </button>
      <input
        type="range"
        min={0}
        max={Math.max(Math.ceil(film.ms / 100), 1) * 100}
        step={100}
        value={ms}
        aria-label={replay.at}
        aria-valuetext={clock}
        onChange={(event) => projector.goTo(Number(event.currentTarget.value))}
        // Here the arrows turn the time, not the pages.
        onKeyDown={(event) => event.stopPropagation()}
      />
      <time dateTime={shot?.event.at}>{clock}</time>
      <select
        aria-label={replay.speed}
        value={speed}
        onChange={(event) => projector.setSpeed(Number(event.currentTarget.value) as Speed)}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {replay.times(each)}
          </option>
        ))}
      </select>
      <a className="room-button" href={location.pathname} aria-label={replay.toRoom} title={replay.toRoom}>
        <IconMessages size={20} aria-hidden /> <span className="replay-leave">{replay.toRoom}</span>
      </a>
    </div>
  );
}
