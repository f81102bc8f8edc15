import { Button } from "@mantine/core";
import { useWords } from "../../desk/words/language.ts";
import type { Failure } from "../../engine/engine.ts";
import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";

/** Where a picture should be: which one it is, why it is not here, and another try. */
export function NotHere({ index, why }: { index: number; why: Failure }) {
  const { shown } = useWords();
  const { engine } = useWorkspace();
  useEngineTicks();
  const wanted = useEngineState().viewports[index];
  const series = wanted == null ? undefined : engine?.series(wanted.series);
  if (engine === null || wanted == null || series === undefined) return null;
  const { failed, of } = engine.progress(series.name);
  return (
    <div className="not-here" role="alert" onDoubleClick={(event) => event.stopPropagation()}>
      {wanted.plane === "acquired" ? (
        <p>
          <b>{shown.which(wanted.page + 1, of)}</b> {shown.notHere[why]} {why === "unreadable" && shown.instead}
        </p>
      ) : (
        <p>{shown.gaps(failed, of)}</p>
      )}
      <Button size="sm" mih={44} variant="default" onClick={() => engine.again(index)}>
        {shown.again}
      </Button>
    </div>
  );
}
