/** What every part of the viewer stands on: the study, the engine once it is here, and what the screen shows. */

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Engine } from "../engine/engine.ts";
import type { Study } from "../engine/study.ts";
import { NOTHING, type ViewState } from "../engine/view-state.ts";
import type { FirstPicture } from "./early-answers.ts";

export interface Workspace {
  readonly study: Study;
  /** The studies that are open beside it. */
  readonly others: readonly Study[];
  /** null until its code has arrived. */
  readonly engine: Engine | null;
  /** What is shown before the engine is here. */
  readonly first: FirstPicture | null;
  readonly firstState: ViewState;
  /** Whether texts are written around the images. */
  readonly hasTexts: boolean;
  readonly setTexts: (shown: boolean) => void;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error("No study is open here.");
  return workspace;
}

const never = () => () => undefined;

/** What is on the screen; whoever asks is drawn again when it changes. */
export function useEngineState(): ViewState {
  const { engine, firstState } = useWorkspace();
  return useSyncExternalStore(
    engine === null ? never : (listener) => engine.onChange(listener),
    () => engine?.state ?? firstState ?? NOTHING,
  );
}

/** Draws again after every change of the engine, for what is read from it directly. */
export function useEngineTicks(): number {
  const { engine } = useWorkspace();
  return useSyncExternalStore(
    engine === null ? never : (listener) => engine.onChange(listener),
    () => engine?.ticks ?? 0,
  );
}
