import { useEffect, useState } from "react";
import { useRoomWords } from "./spoken.ts";
import { useInRoom, useRoomValue } from "./use-room.ts";

/** A connection that comes sooner is not worth a word. */
const SHOWN_MS = 2000;

/** Says what the connection does, and that nothing is lost; nothing while all is well. */
export function LineState({ strokes = 0 }: { strokes?: number }) {
  const words = useRoomWords();
  const { room } = useInRoom();
  const line = useRoomValue((each) => each.line);
  const why = useRoomValue((each) => each.why);
  const others = useRoomValue((each) => each.waiting.filter(({ kind }) => kind === "say").length);
  const isKnown = useRoomValue((each) => each.isKnown);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SHOWN_MS);
    return () => clearTimeout(timer);
  }, []);
  const isFirst = !isKnown && line !== "over";
  if (line === "open" || (isFirst && !isLate && why === null))
    return <div role="status" className="room-line" hidden />;
  const told = isFirst ? words.line.connecting : words.line[line];
  // Whoever has too many windows open is told what to do; for anything else one only has to wait.
  const isWhole = line === "over" || why === "pages";
  const said = why === null ? told : isWhole ? words.over[why] : `${words.over[why]} ${words.line.again}`;
  return (
    <div role="status" className="room-line" data-line={line}>
      <p>
        {said} {line === "lost" && strokes + others > 0 && `${words.waiting(strokes, others)} ${words.nothingLost}`}
      </p>
      {line !== "over" && (
        <button type="button" className="room-button" onClick={() => room.retry()}>
          {words.again}
        </button>
      )}
    </div>
  );
}

/** What the server refused last, in words, until it is read. */
export function RefusedState() {
  const words = useRoomWords();
  const { room } = useInRoom();
  const refused = useRoomValue((each) => each.refused);
  return (
    <div role="alert" className="room-line" data-line="refused" hidden={refused === null}>
      {refused !== null && (
        <>
          <p>
            {words.refused} {words.refusal[refused.problem as keyof typeof words.refusal] ?? ""}
          </p>
          <button type="button" className="room-button" onClick={() => room.read()}>
            {words.dismiss}
          </button>
        </>
      )}
    </div>
  );
}

/** Says that more images were opened, and stand beside the others now. */
export function MoreState() {
  const words = useRoomWords();
  const { room } = useInRoom();
  const hasTaken = useRoomValue((each) => each.hasTakenMore);
  return (
    <div role="status" className="room-line" data-line="more" hidden={!hasTaken}>
      {hasTaken && (
        <>
          <p>{words.moreOpened}</p>
          <button type="button" className="room-button" onClick={() => room.readMore()}>
            {words.dismiss}
          </button>
        </>
      )}
    </div>
  );
}
