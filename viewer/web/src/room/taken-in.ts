/** Has what is drawn on newly opened images be shown, beside all that is on the screen already. */

import { useEffect } from "react";
import type { Study } from "../engine/study.ts";
import type { Annotating } from "../view/annotations/annotating.ts";
import type { Live } from "../view/annotations/live.ts";

export function useTakenIn(annotating: Annotating, live: Live, studies: readonly Study[]): void {
  useEffect(() => {
    if (live.studies === studies) return;
    live.studies = studies;
    annotating.openMore(studies.map(({ id }) => id));
  }, [annotating, live, studies]);
}
