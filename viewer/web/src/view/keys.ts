/** The keyboard: every command has a key, which means the place in hand. */

import { useEffect } from "react";
import { applyPreset, KEYS, run } from "./commands.ts";
import type { Workspace } from "./workspace.tsx";

/** What is typed into is not commanded, and what opens a list keeps its own keys. */
const TYPED =
  "input:not([type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]";

export function useKeys(workspace: Workspace, help: () => void): void {
  useEffect(() => {
    const { engine, study, others, hasTexts, setTexts, hasOverlays, setOverlays } = workspace;
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (engine === null || event.ctrlKey || event.metaKey || event.altKey || target?.closest(TYPED) != null) return;
      // A button that has the focus is pressed by the space bar, as everywhere.
      if (event.key === " " && target?.closest("button, a") != null) return;
      const command = KEYS[event.key];
      if (command !== undefined) run(command, { engine, studies: [study, ...others] });
      else if (/^\d$/.test(event.key)) applyPreset(engine, Number(event.key));
      else if (event.key === "t") setTexts(!hasTexts);
      else if (event.key === "o") setOverlays(!hasOverlays);
      else if (event.key === "?") help();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [workspace, help]);
}
