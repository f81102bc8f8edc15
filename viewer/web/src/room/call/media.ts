/** Microphone and camera of this computer, and in which way one of them can't be had. */

export type MediaProblem = "denied" | "none" | "busy" | "insecure" | "unsupported" | "other";

export class NoMedia extends Error {
  readonly problem: MediaProblem;

  constructor(problem: MediaProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Which devices were chosen; empty: the browser's choice. */
export interface Devices {
  readonly microphone: string;
  readonly camera: string;
  readonly speaker: string;
}

export const ANY_DEVICES: Devices = { microphone: "", camera: "", speaker: "" };

/** What can be said before anything is asked for; null: nothing is in the way. */
export function hindrance(): MediaProblem | null {
  if (!isSecureContext) return "insecure";
  return "RTCPeerConnection" in window && "mediaDevices" in navigator ? null : "unsupported";
}

/** Whoever only listens needs no microphone, and no page that may ask for one. */
export function hearingHindrance(): MediaProblem | null {
  return "RTCPeerConnection" in window ? null : "unsupported";
}

export async function openAudio({ microphone }: Devices): Promise<MediaStreamTrack> {
  const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...chosen(microphone) };
  return first((await opened({ audio: wanted })).getAudioTracks());
}

/** Small: tiles are small, and a mesh sends it to everybody. */
export async function openVideo({ camera }: Devices): Promise<MediaStreamTrack> {
  const wanted = {
    width: { ideal: 320 },
    height: { ideal: 240 },
    frameRate: { ideal: 15, max: 20 },
    ...chosen(camera),
  };
  return first((await opened({ video: wanted })).getVideoTracks());
}

function chosen(device: string): MediaTrackConstraints {
  return device === "" ? {} : { deviceId: { exact: device } };
}

async function opened(wanted: MediaStreamConstraints): Promise<MediaStream> {
  const problem = hindrance();
  if (problem !== null) throw new NoMedia(problem);
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    throw new NoMedia(problemOf((error as { name?: string }).name ?? ""));
  }
}

export function problemOf(name: string): MediaProblem {
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "other";
}

function first(tracks: readonly MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) throw new NoMedia("none");
  return track;
}
