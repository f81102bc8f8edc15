import { IconDots, IconHandStop, IconPhone, IconPresentation } from "@tabler/icons-react";
import { useState } from "react";
import { colorOf } from "../colors.ts";
import { mayConduct, maySpeak } from "../events.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import type { Person } from "../wire.ts";
import { GuestLeaves } from "./guest-leaves.tsx";
import { PersonActions } from "./person-actions.tsx";

/** Who takes part: whoever waits first, then who is here, then everybody else. */
export function People() {
  const people = useRoomValue((room) => room.people);
  const order = (each: Person) => (each.part === "waits" ? 0 : each.connections.length > 0 ? 1 : 2);
  const shown = people.filter(({ part }) => part !== "gone").sort((one, other) => order(one) - order(other));
  return (
    <div className="people">
      <ul>
        {shown.map((person) => (
          <PersonRow key={person.participant} person={person} />
        ))}
      </ul>
      <GuestLeaves />
    </div>
  );
}

function PersonRow({ person }: { person: Person }) {
  const words = useRoomWords();
  const { room } = useInRoom();
  const [isOpen, setOpen] = useState(false);
  const me = useRoomValue((each) => each.me.participant);
  // Of a room that is concluded nobody makes anything any more.
  const isHost = useRoomValue((each) => mayConduct(each.me.part) && each.isOpen);
  const mayGive = useRoomValue((each) => each.mayDraw);
  const presenter = useRoomValue((each) => each.state.presenter);
  const isUp = useRoomValue((each) => each.state.hands.includes(person.participant));
  const { participant, name, hospital, part, is_guest: isGuest, connections } = person;
  const isHere = connections.length > 0;
  const isMe = participant === me;
  const canGive = mayGive && presenter === me && isHere && maySpeak(part) && !isMe;
  const hasActions = !isMe && (isHost || canGive);
  return (
    <li className="person" data-part={part} data-here={isHere ? "" : undefined}>
      <span className="person-dot" style={{ background: isHere ? colorOf(participant) : "transparent" }} aria-hidden />
      <div className="person-who">
        <b>
          {name} {isMe && <span className="quiet">({words.you})</span>}
        </b>
        <span className="quiet">
          {[hospital, isGuest ? words.guest : "", words.part[part], isHere || part === "waits" ? "" : words.away]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      <span className="person-marks">
        {isUp && <Mark title={words.handUp} Icon={IconHandStop} />}
        {presenter === participant && <Mark title={words.presents} Icon={IconPresentation} />}
        {connections.some(({ call }) => call !== null) && <Mark title={words.inCall} Icon={IconPhone} />}
      </span>
      {part === "waits" && isHost ? (
        <button
          type="button"
          className="room-button primary"
          onClick={() => void room.do("part", { participant, part: "speaks" })}
        >
          {words.letIn}
        </button>
      ) : null}
      {hasActions && (
        <button
          type="button"
          className="room-button"
          aria-expanded={isOpen}
          aria-label={words.actions(name)}
          title={words.actions(name)}
          onClick={() => setOpen(!isOpen)}
        >
          <IconDots size={20} aria-hidden />
        </button>
      )}
      {isOpen && hasActions && (
        <PersonActions person={person} canGive={canGive || (isHost && isHere)} done={() => setOpen(false)} />
      )}
    </li>
  );
}

function Mark({ title, Icon }: { title: string; Icon: typeof IconPhone }) {
  return (
    <span role="img" aria-label={title} title={title}>
      <Icon size={18} aria-hidden />
    </span>
  );
}
