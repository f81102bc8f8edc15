import { IconArrowBackUp } from "@tabler/icons-react";
import { colorOf } from "../colors.ts";
import { timeOf, useRoomSpoken } from "../page/spoken.ts";
import { useInRoom, useNames, useRoomValue } from "../page/use-room.ts";
import type { Message } from "../state.ts";
import { pieces } from "./mentions.ts";
import { ViewPicture } from "./view-picture.tsx";

export function MessageRow({ message, reply }: { message: Message; reply: (() => void) | null }) {
  const { words, language } = useRoomSpoken();
  const { goTo } = useInRoom();
  const nameOf = useNames();
  const people = useRoomValue((room) => room.people);
  const me = useRoomValue((room) => room.me.participant);
  const { by, at, text, mentions, view, replies_to: repliesTo } = message;
  const isPending = !Number.isFinite(message.seq);
  const answered = useRoomValue((room) =>
    repliesTo === null ? undefined : room.settled.messages.find(({ seq }) => seq === repliesTo),
  );
  const name = nameOf(by) || words.somebody;
  return (
    <li
      className="message"
      data-pending={isPending ? "" : undefined}
      data-named={mentions.includes(me) ? "" : undefined}
    >
      <p className="message-head">
        <b style={{ color: colorOf(by) }}>{name}</b>
        <span className="quiet">
          {isPending ? words.sending : timeOf(at, language)}
          {mentions.includes(me) && ` · ${words.mentioned}`}
        </span>
        {reply !== null && (
          <button
            type="button"
            className="message-reply"
            aria-label={`${words.reply}: ${name}`}
            title={words.reply}
            onClick={reply}
          >
            <IconArrowBackUp size={16} aria-hidden />
          </button>
        )}
      </p>
      {answered !== undefined && (
        <blockquote>
          <b>{nameOf(answered.by)}</b> {answered.text}
        </blockquote>
      )}
      <p className="message-text">
        {pieces(
          text,
          people.map((each) => each.name),
        ).map((piece, at) => (piece.isName ? <b key={at}>{piece.text}</b> : <span key={at}>{piece.text}</span>))}
      </p>
      {view !== null && (
        <button
          type="button"
          className="message-view"
          onClick={() => goTo(view)}
          aria-label={words.viewOf(name)}
          title={words.viewOf(name)}
        >
          <ViewPicture view={view} seq={message.seq} />
        </button>
      )}
    </li>
  );
}
