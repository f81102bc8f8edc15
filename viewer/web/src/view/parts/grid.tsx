import { useEffect, useRef } from "react";
import { useWords } from "../../desk/words/language.ts";
import { useEngineValue, useWorkspace } from "../workspace.tsx";
import { Place } from "./place.tsx";

/** The places of the layout. */
export function Grid() {
  const words = useWords().viewer;
  const { engine, firstState } = useWorkspace();
  const rows = useEngineValue(({ state }) => state.rows, firstState.rows);
  const columns = useEngineValue(({ state }) => state.columns, firstState.columns);
  const places = useEngineValue(({ state }) => state.viewports.length, firstState.viewports.length);
  const grid = useRef<HTMLElement>(null);
  useEffect(() => {
    if (engine === null || grid.current === null) return undefined;
    const observer = new ResizeObserver(() => engine.resize());
    observer.observe(grid.current);
    return () => observer.disconnect();
  }, [engine]);
  return (
    <main
      ref={grid}
      className="grid"
      aria-label={words.images}
      style={{ gridTemplate: `repeat(${rows}, minmax(0, 1fr)) / repeat(${columns}, minmax(0, 1fr))` }}
    >
      {Array.from({ length: places }, (_, index) => (
        // Places have no other name than their number.
        <Place key={`${rows}x${columns}-${index}`} index={index} />
      ))}
    </main>
  );
}
