import { useDisclosure } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Engine } from "../engine/engine.ts";
import type { Study } from "../engine/study.ts";
import { earlyFrame, type FirstPicture, firstPicture } from "./early-answers.ts";
import { useAhead, usePanelsAhead } from "./ahead.ts";
import { AnnotatingProvider } from "./annotations/annotating-provider.tsx";
import { hang } from "./hanging.ts";
import { useKeys } from "./keys.ts";
import { AfterPicture } from "./parts/after-picture.tsx";
import { Grid } from "./parts/grid.tsx";
import { Help } from "./parts/help.tsx";
import { Over } from "./parts/over.tsx";
import { SidePanel } from "./parts/side-panel.tsx";
import { Thumbnails } from "./parts/thumbnails.tsx";
import { ToolStrip } from "./parts/tool-strip.tsx";
import { TopBar } from "./parts/top-bar.tsx";
import { keepPreferences, type Preferences, PreferencesContext } from "./preferences.ts";
import { WorkspaceContext } from "./workspace.tsx";

/** A study that has been read, on the screen. */
export function Opened(props: { studies: readonly [Study, ...Study[]]; preferences: Preferences }) {
  const { studies } = props;
  const [preferences, setPreferences] = useState(props.preferences);
  const [study] = studies;
  const firstState = useMemo(
    () => hang(study, studies.slice(1), props.preferences),
    [study, studies, props.preferences],
  );
  const kept = useMemo(() => {
    const change = (how: (before: Preferences) => Preferences) => {
      const changed = how(preferences);
      setPreferences(changed);
      keepPreferences(changed);
    };
    return { preferences, change };
  }, [preferences]);
  const hasTexts = preferences.texts;
  const setTexts = useCallback((texts: boolean) => kept.change((before) => ({ ...before, texts })), [kept]);
  // For these studies and this visit alone: nobody begins another exam without what colleagues have marked.
  const [hasOverlays, setOverlays] = useState(true);
  const [isHelpOpen, help] = useDisclosure();
  const [engine, setEngine] = useState<Engine | null>(null);
  const [first, setFirst] = useState<FirstPicture | null>();
  useEffect(() => {
    const made = new Engine(earlyFrame(study.id));
    for (const each of studies) made.openStudy(each);
    made.apply(firstState);
    setEngine(made);
    return () => made.close();
  }, [study, studies, firstState]);
  useEffect(() => {
    void firstPicture(study.id).then((found) => {
      setFirst(found);
      // From here on the picture stands in its place.
      document.querySelector("#first-picture")?.remove();
    });
    document.title = `${study.patient.name} · ${study.description || study.modalities.join(" ")}`;
  }, [study]);
  const workspace = useMemo(
    () => ({
      study,
      others: studies.slice(1),
      engine,
      first,
      firstState,
      hasTexts,
      setTexts,
      hasOverlays,
      setOverlays,
    }),
    [study, studies, engine, first, firstState, hasTexts, setTexts, hasOverlays, setOverlays],
  );
  useEffect(() => {
    if (engine !== null && engine.overlaysShown !== hasOverlays) engine.overlaysShown = hasOverlays;
  }, [engine, hasOverlays]);
  useKeys(workspace, help.open);
  return (
    <WorkspaceContext value={workspace}>
      <PreferencesContext value={kept}>
        <AnnotatingProvider>
          <Ahead />
          <div className="viewer">
            <TopBar />
            <Grid />
            <Over />
            <SidePanel />
            <AfterPicture>
              <ToolStrip help={help.open} />
              <Thumbnails />
              <Help isOpen={isHelpOpen} close={help.close} />
            </AfterPicture>
          </div>
        </AnnotatingProvider>
      </PreferencesContext>
    </WorkspaceContext>
  );
}

function Ahead() {
  useAhead();
  usePanelsAhead();
  return null;
}
