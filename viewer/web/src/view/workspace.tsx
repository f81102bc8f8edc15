/** What every part of the viewer stands on: the study, the engine once it is here, and what the screen shows. */

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Engine } from "../engine/engine.ts";
import type { Study } from "../engine/study.ts";
import type { ViewportState, ViewState } from "../engine/view-state.ts";
import type { FirstPicture } from "./early-answers.ts";

export interface Workspace {
  readonly study: Study;
  /** The studies that are open beside it. */
  readonly others: readonly Study[];
  /** null until its code has arrived. */
  readonly engine: Engine | null;
  /** What is shown before the engine is here; undefined while that is not known. */
  readonly first: FirstPicture | null | undefined;
  readonly firstState: ViewState;
  /** Whether texts are written around the images. */
  readonly hasTexts: boolean;
  readonly setTexts: (shown: boolean) => void;
  /** Whether what lies over the images is shown, until they are left: overlay planes, graphics, segmentations, annotations. */
  readonly hasOverlays: boolean;
  readonly setOverlays: (shown: boolean) => void;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error("No study is open here.");
  return workspace;
}

const never = () => () => undefined;

/**
 * One thing of the engine; whoever asks is drawn again when it has become another. `read` gives a number, a word, or
 * the same value as long as nothing has changed; `before` stands for it until the engine is here.
 */
export function useEngineValue<T>(read: (engine: Engine) => T, before: T): T {
  const { engine } = useWorkspace();
  return useSyncExternalStore(engine === null ? never : (listener) => engine.onChange(listener), () =>
    engine === null ? before : read(engine),
  );
}

/** What is on the screen. */
export function useEngineState(): ViewState {
  const { firstState } = useWorkspace();
  return useEngineValue((engine) => engine.state, firstState);
}

/** One thing of the place in hand. */
export function useInHand<T>(read: (state: ViewportState) => T, none: T): T {
  const of = ({ viewports, active }: ViewState) => {
    const state = viewports[active];
    return state == null ? none : read(state);
  };
  const { firstState } = useWorkspace();
  return useEngineValue((engine) => of(engine.state), of(firstState));
}

/** Draws again whenever the screen has changed, for what is read from it directly. */
export function useEngineTicks(): number {
  return useEngineValue((engine) => engine.ticks, 0);
}
