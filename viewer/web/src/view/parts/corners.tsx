import { useWords } from "../../desk/words/language.ts";
import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";

/** What is written around a picture: which page, with which window, how large, and which side is which. */
export function Corners({ index }: { index: number }) {
  const words = useWords().viewer;
  const { engine } = useWorkspace();
  const state = useEngineState();
  useEngineTicks();
  const wanted = state.viewports[index];
  const look = engine?.look(index);
  if (wanted == null || engine === null || look == null) return null;
  const series = engine.series(wanted.series);
  const window = look.window;
  return (
    <div className="corners" aria-hidden="true">
      {look.edges !== null && (
        <>
          <span className="edge left">{look.edges.left}</span>
          <span className="edge right">{look.edges.right}</span>
          <span className="edge top">{look.edges.top}</span>
          <span className="edge bottom">{look.edges.bottom}</span>
        </>
      )}
      <p className="corner bottom-left">
        {series !== undefined && <span>{words.pageOf(wanted.page + 1, series.pages.length)}</span>}
        {window !== null && <span>{words.windowIs(Math.round(window.center), Math.round(window.width))}</span>}
        <span>{words.zoomIs(Math.round(look.scale * 100))}</span>
      </p>
      <p className="corner bottom-right">{look.page.facts.is_lossy && <span>{words.lossyMark}</span>}</p>
    </div>
  );
}
