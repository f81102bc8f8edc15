import { useEffect, useMemo, useState } from "react";
import type { Engine } from "../engine/engine.ts";
import type { Study } from "../engine/study.ts";
import { type FirstPicture, firstPicture } from "./early-answers.ts";
import { hang } from "./hanging.ts";
import { Grid } from "./parts/grid.tsx";
import { SidePanel } from "./parts/side-panel.tsx";
import { Thumbnails } from "./parts/thumbnails.tsx";
import { ToolStrip } from "./parts/tool-strip.tsx";
import { TopBar } from "./parts/top-bar.tsx";
import { WorkspaceContext } from "./workspace.tsx";

// The engine's code is on its way before there is a study to show.
const engineCode = import("../engine/engine.ts");

/** A study that has been read, on the screen. */
export function Opened({ studies }: { studies: readonly [Study, ...Study[]] }) {
  const [study, ...others] = studies;
  const firstState = useMemo(() => hang(study), [study]);
  const [engine, setEngine] = useState<Engine | null>(null);
  const [first, setFirst] = useState<FirstPicture | null>(null);
  useEffect(() => {
    let made: Engine | null = null;
    let isGone = false;
    void engineCode.then(({ Engine }) => {
      if (isGone) return;
      made = new Engine();
      for (const each of studies) made.openStudy(each);
      made.apply(firstState);
      setEngine(made);
    });
    return () => {
      isGone = true;
      made?.close();
    };
  }, [studies, firstState]);
  useEffect(() => {
    void firstPicture(study.id).then(setFirst);
    // From here on the picture stands in its place.
    document.querySelector("#first-picture")?.remove();
    document.title = `${study.patient.name} · ${study.description || study.modalities.join(" ")}`;
  }, [study]);
  const workspace = useMemo(
    () => ({ study, others, engine, first, firstState }),
    [study, others, engine, first, firstState],
  );
  return (
    <WorkspaceContext value={workspace}>
      <div className="viewer">
        <TopBar />
        <ToolStrip />
        <Thumbnails />
        <Grid />
        <SidePanel />
      </div>
    </WorkspaceContext>
  );
}
