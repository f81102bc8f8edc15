import { IconFileText, IconMessages, IconPhoto, IconUsers, IconWritingSign } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Annotating } from "../../view/annotations/annotating.ts";
import { measuring } from "../../view/annotations/live.ts";
import { CallBar, CallProblem } from "../call/call-bar.tsx";
import { Tiles } from "../call/tiles.tsx";
import { Chat } from "../chat/chat.tsx";
import { useUnread } from "../chat/unread.ts";
import { endsOf } from "../drawings.ts";
import { keepUp, strokesOf } from "../keeping-up.ts";
import { useTakenIn } from "../taken-in.ts";
import { Following } from "../following.ts";
import { Coming } from "../page/coming.tsx";
import { useEndedWords } from "../page/ended.ts";
import { focusWriter } from "../page/focus-writer.ts";
import { useRoomKeys } from "../page/keys.ts";
import { LineState, MoreState, RefusedState } from "../page/line.tsx";
import { WithheldState } from "../page/withheld.tsx";
import { picturedBy } from "../page/pictured.ts";
import { HandButton, Presenting } from "../page/presenting.tsx";
import type { RoomOf } from "../page/room-of.ts";
import { useRoomSpoken } from "../page/spoken.ts";
import { useRoomData } from "../page/use-room-data.ts";
import { type InRoom, InRoomContext, useInRoom, useRoomValue } from "../page/use-room.ts";
import { bringReplayBar } from "../replay/bring.ts";
import { WaitingPeople } from "../page/waiting-people.tsx";
import { Pointing } from "../pointing.ts";
import { useLightKeys } from "./light-keys.ts";
import { LightLayer } from "./light-layer.tsx";
import { LightPager } from "./light-pager.tsx";
import { LightPlace } from "./light-place.tsx";
import { LightScreen } from "./light-screen.ts";
import { LightTools } from "./light-tools.tsx";
import { HomeLink, LightWho } from "./light-who.tsx";
import "./light.css";

const bringOutcome = () => import("./light-outcome.tsx");
// Nobody needs these to see the images: they come when they are opened.
const bringPeople = () => import("../people/people-panel.tsx").then(({ PeoplePanel }) => ({ default: PeoplePanel }));
const bringRecords = () => import("../records/records.tsx").then(({ Records }) => ({ default: Records }));

/** The room on a phone, or on a weak machine: one picture, drawn by the server, and everything else below it. */
export function LightRoom({ room, call, opened, projector }: RoomOf) {
  const { studies } = opened;
  const [screen] = useState(() => new LightScreen(studies));
  const [live] = useState(() => Object.assign(measuring(), { engine: screen, studies }));
  const annotating = useMemo(
    () =>
      new Annotating(
        live.studies.map(({ id }) => id),
        live.measure,
        endsOf(room, () => live.studies),
      ),
    [room, live],
  );
  useEffect(() => screen.takeIn(studies), [screen, studies]);
  useTakenIn(annotating, live, studies);
  const [following, setFollowing] = useState<Following | null>(null);
  useEffect(() => {
    const made = new Following(room, screen, screen.adapted);
    setFollowing(made);
    return () => made.close();
  }, [room, screen]);
  useEffect(() => keepUp(room, annotating), [room, annotating]);
  const pointing = useMemo(() => new Pointing(room), [room]);
  const inRoom = useMemo<InRoom>(
    () => ({
      room,
      call,
      following,
      pointing,
      opened,
      projector,
      view: () => screen.state,
      goTo: (view) => {
        following?.leave();
        screen.apply(screen.adapted(view));
      },
      pictured: (view) => picturedBy(studies, view),
    }),
    [room, call, following, pointing, opened, projector, screen, studies],
  );
  useEffect(() => {
    document.title = studies[0]?.description || "Filmless";
  }, [studies]);
  return (
    <InRoomContext value={inRoom}>
      <Light screen={screen} annotating={annotating} live={live} />
    </InRoomContext>
  );
}

type Sheet = "images" | "people" | "chat" | "records" | "outcome";

function Light(props: { screen: LightScreen; annotating: Annotating; live: ReturnType<typeof measuring> }) {
  const { screen, annotating, live } = props;
  const { words } = useRoomSpoken();
  const [sheet, setSheet] = useState<Sheet>("images");
  const unread = useUnread(sheet === "chat");
  const data = useRoomData();
  const { projector } = useInRoom();
  const ended = useEndedWords();
  const isKnown = useRoomValue((room) => room.isKnown);
  const isOpen = useRoomValue((room) => room.isOpen);
  const part = useRoomValue((room) => room.me.part);
  useSyncExternalStore(screen.onChange, () => screen.ticks);
  useSyncExternalStore(annotating.onChange, () => annotating.ticks);
  const openChat = useCallback(() => {
    setSheet("chat");
    focusWriter();
  }, []);
  useRoomKeys(openChat);
  useLightKeys(screen);
  return (
    <div className="light" {...data} data-sheet={sheet}>
      <header className="light-head">
        <HomeLink />
        <Presenting />
        <LanguageButton />
        <LightWho screen={screen} />
        <LineState strokes={strokesOf(annotating)} />
        <RefusedState />
        <MoreState />
        <WithheldState />
        <CallProblem />
        <WaitingPeople />
        {projector !== null && <Coming bring={bringReplayBar}>{(Bar) => <Bar projector={projector} />}</Coming>}
        {projector === null && isKnown && (!isOpen || part === "watches") && (
          <p className="room-line" data-line="quiet">
            {isOpen ? words.watchesOnly : ended}
          </p>
        )}
        <Tiles />
      </header>
      <main className="light-images" aria-label={words.images}>
        <LightPlace screen={screen}>
          <LightLayer screen={screen} annotating={annotating} live={live} />
        </LightPlace>
        <div className="light-below">
          <LightPager screen={screen} />
          <LightTools screen={screen} annotating={annotating} />
        </div>
      </main>
      {sheet !== "images" && (
        <section className="light-sheet" aria-label={words.open}>
          {sheet === "chat" && <Chat />}
          {sheet === "people" && <Coming bring={bringPeople}>{(People) => <People />}</Coming>}
          {sheet === "records" && <Coming bring={bringRecords}>{(Records) => <Records />}</Coming>}
          {sheet === "outcome" && <Coming bring={bringOutcome}>{(Outcome) => <Outcome />}</Coming>}
        </section>
      )}
      <nav className="light-bar" aria-label={words.title}>
        <Tab
          id="images"
          Icon={IconPhoto}
          name={words.images}
          short={words.short.images}
          sheet={sheet}
          choose={setSheet}
        />
        <Tab
          id="chat"
          Icon={IconMessages}
          name={words.chat}
          short={words.short.chat}
          sheet={sheet}
          choose={setSheet}
          count={unread}
        />
        <Tab
          id="people"
          Icon={IconUsers}
          name={words.people}
          short={words.short.people}
          sheet={sheet}
          choose={setSheet}
        />
        <Tab
          id="outcome"
          Icon={IconWritingSign}
          name={words.outcome}
          short={words.short.outcome}
          sheet={sheet}
          choose={setSheet}
        />
        <Tab
          id="records"
          Icon={IconFileText}
          name={words.records.title}
          short={words.short.records}
          sheet={sheet}
          choose={setSheet}
        />
        {projector === null && (
          <>
            <HandButton />
            <CallBar />
          </>
        )}
      </nav>
    </div>
  );
}

function Tab(props: {
  id: Sheet;
  Icon: typeof IconUsers;
  name: string;
  short: string;
  sheet: Sheet;
  choose: (sheet: Sheet) => void;
  count?: number;
}) {
  const { id, Icon, name, short, sheet, choose, count = 0 } = props;
  const { words } = useRoomSpoken();
  return (
    <button
      type="button"
      className="room-button"
      aria-pressed={sheet === id}
      aria-label={count > 0 ? `${name}: ${words.unread(count)}` : name}
      onClick={() => choose(id)}
    >
      <Icon size={22} aria-hidden />
      <span className="short">{short}</span>
      {count > 0 && <span className="tab-mark">{count}</span>}
    </button>
  );
}

function LanguageButton() {
  const { language, change } = useRoomSpoken();
  const other = language === "zh" ? "en" : "zh";
  return (
    <button type="button" className="room-button" lang={other === "zh" ? "zh-CN" : "en"} onClick={() => change(other)}>
      {other === "zh" ? "中文" : "EN"}
    </button>
  );
}
