import { type ReactNode, useEffect, useMemo, useState } from "react";
import { Annotating } from "../../view/annotations/annotating.ts";
import { measuring } from "../../view/annotations/live.ts";
import { AnnotatingContext } from "../../view/annotations/use-annotating.ts";
import { useAnnotationKeys } from "../../view/annotations/use-keys.ts";
import { useWorkspace } from "../../view/workspace.tsx";
import { endsOf } from "../drawings.ts";
import { keepUp } from "../keeping-up.ts";
import { useTakenIn } from "../taken-in.ts";
import { useInRoom } from "../page/use-room.ts";

/** Gives everything below what is drawn in the room. */
export function RoomAnnotating({ children }: { children: ReactNode }) {
  const {
    room,
    opened: { studies },
  } = useInRoom();
  const { engine } = useWorkspace();
  const [live] = useState(() => Object.assign(measuring(), { studies }));
  useEffect(() => {
    live.engine = engine;
  }, [live, engine]);
  const annotating = useMemo(
    () =>
      new Annotating(
        live.studies.map(({ id }) => id),
        live.measure,
        endsOf(room, () => live.studies),
      ),
    [room, live],
  );
  useTakenIn(annotating, live, studies);
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
