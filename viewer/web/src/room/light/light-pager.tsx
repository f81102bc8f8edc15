import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useRoomWords } from "../page/spoken.ts";
import type { LightScreen } from "./light-screen.ts";

/** Which series, and which picture of it; for whoever does not turn pages by dragging. */
export function LightPager({ screen }: { screen: LightScreen }) {
  const { light: words } = useRoomWords();
  const state = screen.state.viewports[screen.state.active];
  const count = state == null ? 0 : (screen.series(state.series)?.pages.length ?? 0);
  if (state == null || (count < 2 && screen.all.length < 2)) return null;
  return (
    <div className="light-pager">
      {screen.all.length > 1 && <SeriesChoice screen={screen} chosen={state.series} />}
      {count > 1 && (
        <>
          <button
            type="button"
            className="room-button"
            aria-label={words.previous}
            title={words.previous}
            disabled={state.page === 0}
            onClick={() => screen.scroll(-1)}
          >
            <IconChevronLeft size={22} aria-hidden />
          </button>
          <input
            type="range"
            min={1}
            max={count}
            value={state.page + 1}
            aria-label={words.picture}
            aria-valuetext={words.of(state.page + 1, count)}
            onChange={(event) => screen.turnTo(Number(event.currentTarget.value) - 1)}
            // Its own keys turn the pages, too: once is enough.
            onKeyDown={(event) => event.stopPropagation()}
          />
          <button
            type="button"
            className="room-button"
            aria-label={words.next}
            title={words.next}
            disabled={state.page === count - 1}
            onClick={() => screen.scroll(1)}
          >
            <IconChevronRight size={22} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}

function SeriesChoice({ screen, chosen }: { screen: LightScreen; chosen: string }) {
  const { light: words } = useRoomWords();
  const choose = (name: string) => {
    const pages = screen.series(name)?.pages.length ?? 1;
    const reset = { zoom: 1, pan: [0, 0] as const, window: null };
    screen.change({ series: name, page: Math.floor(pages / 2), plane: "acquired", ...reset });
  };
  return (
    <select aria-label={words.series} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
      {screen.all.map(({ name, series }) => (
        <option key={name} value={name}>
          {[series.modality, series.description || series.number].filter(Boolean).join(" ")}
        </option>
      ))}
    </select>
  );
}
