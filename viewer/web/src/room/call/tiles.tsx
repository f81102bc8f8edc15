import { IconMicrophoneOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { colorOf } from "../colors.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useNames, useRoomValue } from "../page/use-room.ts";
import type { InCall } from "./call.ts";
import { useCall } from "./use-call.ts";

/** Those in the call, in a row of their own that lies over no image. */
export function Tiles() {
  const { call: words, somebody } = useRoomWords();
  const call = useCall();
  const nameOf = useNames();
  const me = useRoomValue((room) => room.me.participant);
  const [isLarge, setLarge] = useState(false);
  if (!call.isIn) return null;
  const { others } = call;
  return (
    <section className="tiles" aria-label={words.title} data-large={isLarge ? "" : undefined}>
      {others.length === 0 && <p className="quiet">{words.nobody}</p>}
      {others.map((each) => (
        <Tile key={each.page} of={each} name={nameOf(each.participant) || somebody} speaker={call.devices.speaker} />
      ))}
      {call.video !== null && <Own track={call.video} name={nameOf(me)} />}
      {(call.video !== null || others.some(({ hasVideo }) => hasVideo)) && (
        <button type="button" className="room-button" onClick={() => setLarge(!isLarge)}>
          {isLarge ? words.small : words.large}
        </button>
      )}
    </section>
  );
}

function Tile({ of, name, speaker }: { of: InCall; name: string; speaker: string }) {
  const { call: words } = useRoomWords();
  const { stream, state, hasVideo, isSpeaking, isMuted, listens, participant } = of;
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    if (element.srcObject !== stream) element.srcObject = stream;
    // A browser that wants to be touched first plays as soon as that happens.
    void element.play().catch(() => addEventListener("pointerdown", () => void element.play(), { once: true }));
  }, [stream]);
  useEffect(() => {
    const element = video.current as (HTMLVideoElement & { setSinkId?: (id: string) => Promise<void> }) | null;
    if (speaker !== "") void element?.setSinkId?.(speaker).catch(() => undefined);
  }, [speaker]);
  const how = state === "connected" ? "" : state === "failed" ? words.failed : words.connecting;
  return (
    <figure
      className="tile"
      data-speaking={isSpeaking ? "" : undefined}
      data-state={state}
      data-video={hasVideo ? "" : undefined}
    >
      <video ref={video} autoPlay playsInline />
      <figcaption>
        <span className="person-dot" style={{ background: colorOf(participant) }} aria-hidden /> {name}{" "}
        {listens && <span className="quiet">({words.listens}) </span>}
        {isMuted && !listens && (
          <span role="img" aria-label={words.muted} title={words.muted}>
            <IconMicrophoneOff size={14} aria-hidden />
          </span>
        )}
        {how !== "" && <span className="quiet"> {how}</span>}
      </figcaption>
    </figure>
  );
}

function Own({ track, name }: { track: MediaStreamTrack; name: string }) {
  const { you } = useRoomWords();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <figure className="tile" data-own="" data-video="">
      <video ref={video} autoPlay playsInline muted />
      <figcaption>
        {name} <span className="quiet">({you})</span>
      </figcaption>
    </figure>
  );
}
