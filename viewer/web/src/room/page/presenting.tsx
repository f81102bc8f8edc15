import { IconHandStop, IconPresentation, IconPresentationOff, IconArrowBackUp } from "@tabler/icons-react";
import { maySpeak } from "../events.ts";
import { useRoomWords } from "./spoken.ts";
import { useFollowing, useInRoom, useNames, useRoomValue } from "./use-room.ts";

/** Who presents, the way back to what they show, and what one can do about it. */
export function Presenting() {
  const words = useRoomWords();
  const { following, projector } = useInRoom();
  const { isFollowing, isShown, isPresenting } = useFollowing();
  const isOver = useRoomValue((room) => room.isKnown && !room.isOpen);
  const presenter = useRoomValue((room) => room.state.presenter);
  const name = useNames()(presenter) || words.somebody;
  // What was presented last is nobody's any more; a film goes on showing who presented.
  if (isOver && projector === null) return <div className="presenting" />;
  return (
    <div className="presenting" data-presenting={isPresenting ? "" : undefined}>
      <span className="presenting-who" role="status">
        {isPresenting
          ? words.youPresent
          : presenter === null
            ? words.nobodyPresents
            : isFollowing
              ? words.followed(name)
              : words.presentsNow(name)}
      </span>
      {isShown && !isFollowing && (
        <button type="button" className="room-button primary" onClick={() => following?.back()} title="b">
          <IconArrowBackUp size={20} aria-hidden /> {words.backTo(name)}
        </button>
      )}
      <PresentButton />
    </div>
  );
}

/** Begins to present, or ends it; who may not just take it asks by word. */
function PresentButton() {
  const words = useRoomWords();
  const { room } = useInRoom();
  const { isPresenting } = useFollowing();
  const me = useRoomValue((each) => each.me.part);
  const may = useRoomValue((each) => each.mayDraw);
  const presenter = useRoomValue((each) => each.state.presenter);
  const isAway = useRoomValue((each) => each.state.presenter !== null && !each.isThere(each.state.presenter));
  if (!may) return null;
  const myself = room.me.participant;
  if (isPresenting) {
    return (
      <button type="button" className="room-button" onClick={() => void room.do("present", { participant: null })}>
        <IconPresentationOff size={20} aria-hidden /> <span className="wide">{words.stopPresenting}</span>
      </button>
    );
  }
  const isFree = presenter === null || isAway;
  if (isFree || me === "asks") {
    const name = isFree ? words.present : words.takeOver;
    return (
      <button
        type="button"
        className="room-button"
        title={name}
        aria-label={name}
        onClick={() => void room.do("present", { participant: myself })}
      >
        <IconPresentation size={20} aria-hidden /> <span className="wide">{name}</span>
      </button>
    );
  }
  const ask = () => {
    void room.do("raise", { is_up: true });
    void room.do("say", {
      text: words.asksToPresent,
      mentions: [presenter],
      view: null,
      study: null,
      replies_to: null,
    });
  };
  return (
    <button
      type="button"
      className="room-button"
      title={words.askPresenting}
      aria-label={words.askPresenting}
      onClick={ask}
    >
      <IconPresentation size={20} aria-hidden /> <span className="wide">{words.askPresenting}</span>
    </button>
  );
}

export function HandButton() {
  const words = useRoomWords();
  const { room } = useInRoom();
  const part = useRoomValue((each) => each.me.part);
  const isUp = useRoomValue((each) => each.state.hands.includes(each.me.participant));
  const isOpen = useRoomValue((each) => each.isOpen);
  if (!isOpen || (!maySpeak(part) && part !== "watches")) return null;
  return (
    <button
      type="button"
      className="room-button"
      aria-pressed={isUp}
      aria-label={words.short.hand}
      title={`${isUp ? words.lower : words.raise} (u)`}
      onClick={() => void room.do("raise", { is_up: !isUp })}
    >
      <IconHandStop size={20} aria-hidden />
      <span className="short">{words.short.hand}</span>
    </button>
  );
}
