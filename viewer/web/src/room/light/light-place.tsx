import { type ReactNode, useEffect, useRef } from "react";
import { useRoomWords } from "../page/spoken.ts";
import type { LightScreen } from "./light-screen.ts";

/** The picture, and what is written over it: where one is, which side is which, what was lost, and that it is not for diagnosis. */
export function LightPlace({ screen, children }: { screen: LightScreen; children: ReactNode }) {
  const { light: words, again } = useRoomWords();
  const place = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    screen.place(element);
    const watching = new ResizeObserver(() => screen.resize());
    watching.observe(element);
    return () => {
      watching.disconnect();
      screen.take();
    };
  }, [screen]);
  const state = screen.state.viewports[screen.state.active];
  const series = state == null ? undefined : screen.series(state.series);
  const look = screen.look(0);
  const edges = look?.edges;
  return (
    <section ref={place} className="place" data-place={0} data-drawn={screen.drawn ?? undefined}>
      <div ref={canvas} className="canvas" data-inverted={state?.isInverted === true ? "" : undefined}>
        {children}
      </div>
      {edges != null && (
        <div className="light-edges" aria-hidden>
          <span className="left">{edges.left}</span>
          <span className="right">{edges.right}</span>
          <span className="top">{edges.top}</span>
          <span className="bottom">{edges.bottom}</span>
        </div>
      )}
      {state != null && series !== undefined && (
        <p className="light-page">
          {words.of(state.page + 1, series.pages.length)} ·{" "}
          {look?.page.facts.is_lossy === true ? words.compressedTwice : words.compressed} · {words.notForDiagnosis}
        </p>
      )}
      {screen.isStandIn && (
        <p className="light-plane" role="status">
          {words.plane}
        </p>
      )}
      {screen.hasFailed && (
        <p className="light-failed" role="alert">
          {words.failed}{" "}
          <button type="button" className="room-button primary" onClick={() => screen.again()}>
            {again}
          </button>
        </p>
      )}
    </section>
  );
}
