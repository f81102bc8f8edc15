import "../../view/view.css";
import { useDisclosure } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Engine } from "../../engine/engine.ts";
import type { Study } from "../../engine/study.ts";
import type { ViewState } from "../../engine/view-state.ts";
import { AbovePlaceContext } from "../../view/above.ts";
import { hang } from "../../view/hanging.ts";
import { useKeys } from "../../view/keys.ts";
import { AfterPicture } from "../../view/parts/after-picture.tsx";
import { Grid } from "../../view/parts/grid.tsx";
import { Help } from "../../view/parts/help.tsx";
import { SidePanel } from "../../view/parts/side-panel.tsx";
import { Thumbnails } from "../../view/parts/thumbnails.tsx";
import { ToolStrip } from "../../view/parts/tool-strip.tsx";
import { PreferencesContext, USUAL } from "../../view/preferences.ts";
import { type Workspace, WorkspaceContext } from "../../view/workspace.tsx";
import { useUnread } from "../chat/unread.ts";
import { Following } from "../following.ts";
import { AsAtDesk, AsParticipant } from "../page/as-at-desk.tsx";
import { focusWriter } from "../page/focus-writer.ts";
import { ROOM_KEYS, useRoomKeys } from "../page/keys.ts";
import { picturedBy } from "../page/pictured.ts";
import type { RoomOf } from "../page/room-of.ts";
import { useRoomSpoken } from "../page/spoken.ts";
import { useRoomData } from "../page/use-room-data.ts";
import { type InRoom, InRoomContext } from "../page/use-room.ts";
import { Pointing } from "../pointing.ts";
import { UnreadContext } from "./marks.tsx";
import { OverPicture } from "./over-pictures.tsx";
import { ROOM_PANELS } from "./panels.tsx";
import { RoomAnnotating } from "./room-annotating.tsx";
import { RoomBar } from "./room-bar.tsx";

/** The room with the whole viewer in it. */
export function FullRoom(props: RoomOf) {
  return (
    <AsAtDesk>
      <Viewer {...props} />
    </AsAtDesk>
  );
}

function Viewer({ room, call, opened, projector }: RoomOf) {
  const { studies } = opened;
  const workspace = useStudies(studies);
  const { engine } = workspace;
  const [following, setFollowing] = useState<Following | null>(null);
  useEffect(() => {
    if (engine === null) return undefined;
    const made = new Following(room, engine);
    setFollowing(made);
    return () => made.close();
  }, [room, engine]);
  const pointing = useMemo(() => new Pointing(room), [room]);
  useEffect(() => () => pointing.leave(), [pointing]);
  const inRoom = useMemo<InRoom>(
    () => ({
      room,
      call,
      following,
      pointing,
      opened,
      projector,
      view: () => engine?.state ?? null,
      goTo: (view: ViewState) => {
        following?.leave();
        engine?.apply(view);
      },
      pictured: (view: ViewState) => picturedBy(studies, view),
    }),
    [room, call, following, pointing, opened, projector, engine, studies],
  );
  return (
    <InRoomContext value={inRoom}>
      <WorkspaceContext value={workspace}>
        <PreferencesContext value={KEPT}>
          <AsParticipant room={room}>
            <RoomAnnotating>
              <AbovePlaceContext value={OverPicture}>
                <Screen workspace={workspace} />
              </AbovePlaceContext>
            </RoomAnnotating>
          </AsParticipant>
        </PreferencesContext>
      </WorkspaceContext>
    </InRoomContext>
  );
}

/** What somebody wants differently at their own desk is left there. */
const KEPT = { preferences: USUAL, change: () => undefined };

function Screen({ workspace }: { workspace: Workspace }) {
  const [isHelpOpen, help] = useDisclosure();
  const [asked, ask] = useState<{ id: string } | null>(null);
  const [opened, setOpened] = useState("");
  const unread = useUnread(opened === "chat");
  const state = useRoomData();
  const { words } = useRoomSpoken();
  const keys = (["back", "raise", "mute", "chat"] as const).map((name) => [ROOM_KEYS[name], words.keys[name]] as const);
  const openChat = useCallback(() => {
    ask({ id: "chat" });
    focusWriter();
  }, []);
  useKeys(workspace, help.open);
  useRoomKeys(openChat);
  return (
    <UnreadContext value={unread}>
      <div className="viewer room" {...state}>
        <RoomBar showPeople={() => ask({ id: "people" })} />
        <Grid />
        <SidePanel panels={ROOM_PANELS} keptAs="filmless-room-panel" asked={asked} opened={setOpened} />
        <AfterPicture>
          <ToolStrip help={help.open} />
          <Thumbnails />
          <Help isOpen={isHelpOpen} close={help.close} more={keys} />
        </AfterPicture>
      </div>
    </UnreadContext>
  );
}

function useStudies(studies: readonly Study[]): Workspace {
  const [study] = studies as readonly [Study, ...Study[]];
  const [engine, setEngine] = useState<Engine | null>(null);
  const [hasTexts, setTexts] = useState(true);
  const [hasOverlays, setOverlays] = useState(true);
  const [begun] = useState(studies);
  const [firstState] = useState(() => hang(study));
  useEffect(() => {
    const made = new Engine();
    for (const each of begun) made.openStudy(each);
    made.apply(firstState);
    setEngine(made);
    return () => made.close();
  }, [begun, firstState]);
  // What is opened later comes beside what is on the screen, which stays as it is.
  useEffect(() => {
    if (engine !== null) for (const each of studies) engine.openStudy(each);
  }, [engine, studies]);
  useEffect(() => {
    const what = study.description || study.modalities.join(" ");
    document.title = [study.patient.name, what].filter(Boolean).join(" · ") || "Filmless";
  }, [study]);
  useEffect(() => {
    if (engine !== null && engine.overlaysShown !== hasOverlays) engine.overlaysShown = hasOverlays;
  }, [engine, hasOverlays]);
  return useMemo(
    () => ({
      study,
      others: studies.slice(1),
      engine,
      first: null,
      firstState,
      hasTexts,
      setTexts,
      hasOverlays,
      setOverlays,
    }),
    [study, studies, engine, firstState, hasTexts, hasOverlays],
  );
}
