import { useEffect, useState } from "react";
import { useRoomWords } from "../page/spoken.ts";
import { useCall } from "./use-call.ts";

const KINDS = [
  ["microphone", "audioinput"],
  ["camera", "videoinput"],
  ["speaker", "audiooutput"],
] as const;

/** Which microphone, camera and loudspeaker are used. */
export function DeviceChoice({ done }: { done: () => void }) {
  const { call: words, close } = useRoomWords();
  const call = useCall();
  const [all, setAll] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    // Without TLS a browser tells no devices; one hears the others all the same.
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    if (mediaDevices === undefined) return undefined;
    const read = () => void mediaDevices.enumerateDevices().then(setAll, () => undefined);
    read();
    mediaDevices.addEventListener("devicechange", read);
    return () => mediaDevices.removeEventListener("devicechange", read);
  }, []);
  return (
    <div className="device-choice" role="group" aria-label={words.devices}>
      {KINDS.map(([name, kind]) => {
        const offered = all.filter((each) => each.kind === kind);
        // Whoever only listens is asked for nothing but where it sounds.
        if (name !== "speaker" && !call.mayTalk) return null;
        if (offered.length === 0 || (name === "speaker" && !("setSinkId" in HTMLMediaElement.prototype))) return null;
        return (
          <label key={name}>
            {words[name]}
            <select value={call.devices[name]} onChange={(event) => void call.choose(name, event.currentTarget.value)}>
              {call.devices[name] === "" && <option value="">{offered[0]?.label || words.device(1)}</option>}
              {offered.map((each, at) => (
                <option key={each.deviceId || at} value={each.deviceId}>
                  {each.label || words.device(at + 1)}
                </option>
              ))}
            </select>
          </label>
        );
      })}
      <button type="button" className="room-button" onClick={done}>
        {close}
      </button>
    </div>
  );
}
