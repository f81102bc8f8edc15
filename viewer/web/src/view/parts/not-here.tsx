import { Button, Group } from "@mantine/core";
import { useWords } from "../../desk/words/language.ts";
import type { Failure } from "../../engine/engine.ts";
import { useEngineState, useEngineValue, useWorkspace } from "../workspace.tsx";

/**
 * Where a picture should be: which one it is, why it is not here, and another try; `isInstead`: the server's own stands
 * in its place.
 */
export function NotHere({ index, why, isInstead }: { index: number; why: Failure; isInstead: boolean }) {
  const { shown } = useWords();
  const { engine } = useWorkspace();
  // What has only failed changes nothing on the screen but this.
  const failed = useEngineValue((each) => each.progress(each.state.viewports[index]?.series ?? "").failed, 0);
  const wanted = useEngineState().viewports[index];
  const series = wanted == null ? undefined : engine?.series(wanted.series);
  if (engine === null || wanted == null || series === undefined) return null;
  return (
    <div className="not-here" role="alert" onDoubleClick={(event) => event.stopPropagation()}>
      {wanted.plane === "acquired" ? (
        <p>
          <b>{shown.which(wanted.page + 1, series.pages.length)}</b> {shown.notHere[why]} {isInstead && shown.instead}
        </p>
      ) : (
        <p>
          {shown.gaps(failed, series.pages.length)} {why === "signed-out" && shown.notHere[why]}
        </p>
      )}
      <Ways index={index} why={why} />
    </div>
  );
}

/** The picture is here, and something that belongs over it is not. */
export function Lacking({ index, why }: { index: number; why: Failure }) {
  const { shown } = useWords();
  return (
    <div className="not-here" role="alert" onDoubleClick={(event) => event.stopPropagation()}>
      <p>
        {shown.lacking} {why === "signed-out" && shown.notHere[why]}
      </p>
      <Ways index={index} why={why} />
    </div>
  );
}

/** What helps: another try, and before it a session where that is what is missing. */
function Ways({ index, why }: { index: number; why: Failure }) {
  const { shown, reporting } = useWords();
  const { engine } = useWorkspace();
  return (
    <Group gap="xs" justify="center">
      {why === "signed-out" && (
        <Button size="sm" mih={44} variant="default" component="a" href="/" target="_blank" rel="noopener">
          {reporting.signInBeside}
        </Button>
      )}
      <Button size="sm" mih={44} variant="default" onClick={() => engine?.again(index)}>
        {shown.again}
      </Button>
    </Group>
  );
}
