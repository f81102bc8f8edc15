import { IconArrowLeft, IconUsers } from "@tabler/icons-react";
import { dicomDate } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import { useAnnotating } from "../../view/annotations/use-annotating.ts";
import { useWorkspace } from "../../view/workspace.tsx";
import { CallBar, CallProblem } from "../call/call-bar.tsx";
import { Tiles } from "../call/tiles.tsx";
import { strokesOf } from "../keeping-up.ts";
import { ageText } from "../page/age.ts";
import { Coming } from "../page/coming.tsx";
import { useEndedWords } from "../page/ended.ts";
import { LineState, MoreState, RefusedState } from "../page/line.tsx";
import { WithheldState } from "../page/withheld.tsx";
import { HandButton, Presenting } from "../page/presenting.tsx";
import { WaitingPeople } from "../page/waiting-people.tsx";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import { bringReplayBar } from "../replay/bring.ts";

/** Who, which exam, and what happens in the room: always there; below it what needs words, and whoever is in the call. */
export function RoomBar({ showPeople }: { showPeople: () => void }) {
  return (
    <header className="room-head">
      <Bar showPeople={showPeople} />
      <Tiles />
      <Notices />
    </header>
  );
}

function Bar({ showPeople }: { showPeople: () => void }) {
  const { words, language, change } = useSpoken();
  const { study } = useWorkspace();
  const { projector, opened } = useInRoom();
  const here = useRoomValue((room) => room.people.filter(({ connections }) => connections.length > 0).length);
  const { patient } = study;
  const sex = words.viewer.sexes[patient.sex as "M" | "F" | "O"] ?? patient.sex;
  return (
    <div className="top-bar room-bar">
      {!opened.consult.me.is_guest && (
        <a className="icon-link" href="/" aria-label={words.room.toDesk} title={words.room.toDesk}>
          <IconArrowLeft size={20} aria-hidden />
        </a>
      )}
      <h1 className="who">
        <b>{patient.name || (opened.consult.hides_identity ? words.room.hidden : words.viewer.nameless)}</b>
        <span>
          {[patient.id, sex, dicomDate(patient.birth_date) || ageText(patient.age, words.room.age)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </h1>
      <p className="what">
        <b>{study.description || study.modalities.join(" ")}</b>
        <span>{[dicomDate(study.date), study.hospital].filter(Boolean).join(" · ")}</span>
      </p>
      <Presenting />
      {projector === null && (
        <>
          <HandButton />
          <CallBar />
        </>
      )}
      <button
        type="button"
        className="room-button"
        onClick={showPeople}
        aria-label={`${words.room.people}: ${words.room.here(here)}`}
        title={words.room.here(here)}
      >
        <IconUsers size={20} aria-hidden /> {here}
      </button>
      <button
        type="button"
        className="bar-button"
        lang={language === "zh" ? "en" : "zh-CN"}
        onClick={() => change(language === "zh" ? "en" : "zh")}
      >
        {words.otherLanguage}
      </button>
    </div>
  );
}

function Notices() {
  const { projector } = useInRoom();
  const { room: words } = useSpoken().words;
  const annotating = useAnnotating();
  const ended = useEndedWords();
  const part = useRoomValue((room) => room.me.part);
  const isOpen = useRoomValue((room) => room.isOpen);
  const isKnown = useRoomValue((room) => room.isKnown);
  return (
    <>
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
    </>
  );
}
