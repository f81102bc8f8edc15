/** Keys of whoever draws: undo, redo, delete, mark as a key image, and one for each tool. */

import { useEffect } from "react";
import { useSession } from "../../desk/session.tsx";
import type { DrawnKind } from "../../engine/annotations/kinds.ts";
import { useWorkspace } from "../workspace.tsx";
import { useAnnotating } from "./use-annotating.ts";

export const TOOL_KEYS: Readonly<Record<DrawnKind, string>> = {
  length: "L",
  angle: "A",
  cobb: "C",
  bidirectional: "D",
  ellipse: "E",
  rectangle: "B",
  freehand: "F",
  probe: "P",
  arrow: "W",
  text: "T",
};
const TYPED = "input:not([type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu]";

export function useAnnotationKeys(): void {
  const annotating = useAnnotating();
  const { engine, study } = useWorkspace();
  const { may } = useSession();
  const mayDraw = may("annotate") && annotating.mayDraw(study.id);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (engine === null || !mayDraw || event.altKey || target?.closest(TYPED) != null) return;
      const key = event.key.toLowerCase();
      const isCommand = event.ctrlKey || event.metaKey;
      const tool = Object.entries(TOOL_KEYS).find(([, letter]) => letter === event.key)?.[0];
      if (isCommand && key === "z" && event.shiftKey) annotating.history.redo();
      else if (isCommand && key === "y") annotating.history.redo();
      else if (isCommand && key === "z") annotating.history.undo();
      else if (isCommand) return;
      else if (event.key === "Delete") annotating.removeChosen();
      else if (event.key === "Escape") annotating.choose(null);
      else if (event.key === "k") markPicture();
      else if (tool !== undefined) engine.tool = tool;
      else return;
      event.preventDefault();
    };
    const markPicture = () => {
      const state = engine?.state.viewports[engine.state.active];
      const series = state == null ? undefined : engine?.series(state.series);
      const page = state?.plane === "acquired" ? series?.pages[state.page] : undefined;
      if (series !== undefined && page !== undefined)
        annotating.toggleKeyImage(series.study.id, page.instance, page.frame);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [annotating, engine, mayDraw]);
}
