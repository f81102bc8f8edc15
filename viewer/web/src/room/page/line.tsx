import { useRoomWords } from "./spoken.ts";
import { useInRoom, useRoomValue } from "./use-room.ts";

/** Says what the connection does, and that nothing is lost; nothing while all is well. */
export function LineState({ strokes = 0 }: { strokes?: number }) {
  const words = useRoomWords();
  const { room } = useInRoom();
  const line = useRoomValue((each) => each.line);
  const why = useRoomValue((each) => each.why);
  const others = useRoomValue((each) => each.waiting.filter(({ kind }) => kind === "say").length);
  const isKnown = useRoomValue((each) => each.isKnown);
  if (line === "open" || (line === "connecting" && !isKnown)) return <div role="status" className="room-line" hidden />;
  return (
    <div role="status" className="room-line" data-line={line}>
      <p>
        {why !== null && (line === "over" || why === "pages") ? words.over[why] : words.line[line]}{" "}
        {line === "lost" && strokes + others > 0 && `${words.waiting(strokes, others)} ${words.nothingLost}`}
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

/** Says that the consult opens more images than this page has; the room itself is whole whenever a page is loaded. */
export function MoreState() {
  const words = useRoomWords();
  const hasMore = useRoomValue((each) => each.hasMore);
  return (
    <div role="status" className="room-line" data-line="more" hidden={!hasMore}>
      {hasMore && (
        <>
          <p>{words.moreOpened}</p>
          <button type="button" className="room-button primary" onClick={() => location.reload()}>
            {words.showMore}
          </button>
        </>
      )}
    </div>
  );
}
