import { type ReactNode, useEffect, useMemo } from "react";
import { Annotating } from "../../view/annotations/annotating.ts";
import { measuring } from "../../view/annotations/live.ts";
import { AnnotatingContext } from "../../view/annotations/use-annotating.ts";
import { useAnnotationKeys } from "../../view/annotations/use-keys.ts";
import { useWorkspace } from "../../view/workspace.tsx";
import { endsOf } from "../drawings.ts";
import { keepUp } from "../keeping-up.ts";
import { useInRoom } from "../page/use-room.ts";

/** Gives everything below what is drawn in the room. */
export function RoomAnnotating({ children }: { children: ReactNode }) {
  const { room } = useInRoom();
  const { study, others, engine } = useWorkspace();
  const live = useMemo(measuring, []);
  useEffect(() => {
    live.engine = engine;
    live.studies = [study, ...others];
  }, [live, engine, study, others]);
  const annotating = useMemo(() => {
    const studies = [study, ...others];
    return new Annotating(
      studies.map(({ id }) => id),
      live.measure,
      endsOf(room, studies),
    );
  }, [room, study, others, live]);
  useEffect(() => keepUp(room, annotating), [room, annotating]);
  return (
    <AnnotatingContext value={annotating}>
      <Keys />
      {children}
    </AnnotatingContext>
  );
}

function Keys() {
  useAnnotationKeys();
  return null;
}
