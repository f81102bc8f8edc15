import { useEffect, useRef } from "react";
import { useBegun } from "../../desk/begun.ts";
import { Coming } from "../page/coming.tsx";
import { useEndedWords } from "../page/ended.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import { bringReplayMessages } from "../replay/bring.ts";
import type { Message } from "../state.ts";
import { MessageRow } from "./message-row.tsx";
import { Writer } from "./writer.tsx";

/** What is said in writing, and where one writes. */
export function Chat() {
  const { projector } = useInRoom();
  if (projector === null) return <Conversation />;
  return <Coming bring={bringReplayMessages}>{(Messages) => <Messages projector={projector} />}</Coming>;
}

function Conversation() {
  const words = useRoomWords();
  const { room } = useInRoom();
  const messages = useRoomValue((each) => each.state.messages);
  const ended = useEndedWords();
  const may = useRoomValue((each) => each.mayDraw);
  const [replied, setReplied] = useBegun<Message | null>("message-replied", null);
  const list = useStickyEnd(messages.length);
  return (
    <div className="chat">
      <ol ref={list} className="messages" aria-live="polite" tabIndex={0}>
        {messages.length === 0 && <li className="quiet">{words.noMessages}</li>}
        {messages.map((message) => (
          <MessageRow
            key={message.id}
            message={message}
            reply={may && Number.isFinite(message.seq) ? () => setReplied(message) : null}
          />
        ))}
      </ol>
      {may ? (
        <Writer replied={replied} drop={() => setReplied(null)} />
      ) : (
        <p className="quiet chat-why">{room.isOpen ? words.watchesOnly : ended}</p>
      )}
    </div>
  );
}

/** Stays at the newest message, unless somebody reads further above. */
function useStickyEnd(count: number) {
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const listen = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
    };
    element.addEventListener("scroll", listen);
    return () => element.removeEventListener("scroll", listen);
  }, []);
  useEffect(() => {
    const element = list.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [count]);
  return list;
}
