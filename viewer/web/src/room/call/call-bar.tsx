import {
  IconHeadphones,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPhoneOff,
  IconSettings,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { maySee } from "../events.ts";
import { type RoomWords, useRoomWords } from "../page/spoken.ts";
import { useRoomValue } from "../page/use-room.ts";
import { DeviceChoice } from "./device-choice.tsx";
import type { Call } from "./call.ts";
import type { OwnProblem } from "./own-media.ts";
import { useCall } from "./use-call.ts";

/** Joins the call and leaves it; microphone and camera while one is in it. */
export function CallBar() {
  const { call: words, short } = useRoomWords();
  const call = useCall();
  const may = useRoomValue((room) => room.isOpen && maySee(room.me.part));
  const inCall = useRoomValue(
    (room) => room.people.filter((each) => each.connections.some((one) => one.call !== null)).length,
  );
  useRoomValue((room) => room.me.part);
  const [isChoosing, setChoosing] = useState(false);
  if (!may && !call.isIn) return null;
  if (!call.isIn) {
    const join = call.mayTalk ? words.join : words.listen;
    return (
      <div className="call-bar" role="group" aria-label={words.title}>
        <button
          type="button"
          className="room-button"
          data-live={inCall > 0 ? "" : undefined}
          disabled={call.isJoining}
          aria-label={join}
          title={join}
          onClick={() => void call.join()}
        >
          <span className="call-count">
            {call.mayTalk ? <IconPhone size={20} aria-hidden /> : <IconHeadphones size={20} aria-hidden />}{" "}
            {call.isJoining ? words.joining : inCall > 0 ? inCall : ""}
          </span>
          <span className="short">{call.mayTalk ? short.call : words.listen}</span>
        </button>
      </div>
    );
  }
  return (
    <div className="call-bar" role="group" aria-label={words.title}>
      {call.mayTalk ? <Own call={call} /> : <p className="quiet">{words.onlyListening}</p>}
      <button
        type="button"
        className="room-button call-devices"
        aria-expanded={isChoosing}
        aria-label={words.devices}
        title={words.devices}
        onClick={() => setChoosing(!isChoosing)}
      >
        <IconSettings size={20} aria-hidden />
      </button>
      <button
        type="button"
        className="room-button danger"
        aria-label={words.leave}
        title={words.leave}
        onClick={() => call.leave()}
      >
        <IconPhoneOff size={20} aria-hidden />
        <span className="short">{words.leave}</span>
      </button>
      {isChoosing && <DeviceChoice done={() => setChoosing(false)} />}
    </div>
  );
}

/** Microphone and camera of whoever may be heard: pressed while they are live. */
function Own({ call }: { call: Call }) {
  const { call: words } = useRoomWords();
  return (
    <>
      <button
        type="button"
        className="room-button"
        aria-pressed={call.isTalking}
        aria-label={words.microphone}
        title={`${call.isTalking ? words.mute : words.unmute} (⇧M)`}
        onClick={() => void call.mute(call.isTalking)}
      >
        {call.isTalking ? <IconMicrophone size={20} aria-hidden /> : <IconMicrophoneOff size={20} aria-hidden />}
        <span className="short">{words.microphone}</span>
      </button>
      <button
        type="button"
        className="room-button"
        aria-pressed={call.video !== null}
        aria-label={words.camera}
        title={call.video === null ? words.cameraOn : words.cameraOff}
        onClick={() => void call.setCamera(call.video === null)}
      >
        {call.video === null ? <IconVideoOff size={20} aria-hidden /> : <IconVideo size={20} aria-hidden />}
        <span className="short">{words.camera}</span>
      </button>
    </>
  );
}

/** Why microphone or camera can't be had, and what helps. */
export function CallProblem() {
  const { call: words, dismiss } = useRoomWords();
  const call = useCall();
  const { problem } = call;
  return (
    <div role="alert" className="room-line" data-line="refused" hidden={problem === null}>
      {problem !== null && (
        <>
          <p>{sentence(problem, words.problem)}</p>
          <button type="button" className="room-button" onClick={() => call.read()}>
            {dismiss}
          </button>
        </>
      )}
    </div>
  );
}

function sentence({ of, why }: OwnProblem, words: RoomWords["call"]["problem"]): string {
  return why === "insecure" || why === "unsupported" ? words[why] : words[of][why];
}
