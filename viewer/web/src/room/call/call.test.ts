import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Room } from "../room.ts";
import type { SocketLike } from "../socket.ts";
import type { Call as Told, Sent } from "../wire.ts";
import { Call } from "./call.ts";

/** A server that tells everybody who is in the call, and carries what they say to each other. */
class Exchange {
  readonly lines = new Map<string, Line>();
  /** What people were made, by their number. */
  readonly parts = new Map<number, string>();

  open = (): SocketLike => {
    const line = new Line(this, `c${this.lines.size + 1}`, this.lines.size + 1);
    this.lines.set(line.id, line);
    return line as unknown as SocketLike;
  };

  take(line: Line, message: Sent): void {
    const { id, participant } = line;
    if (message.says === "hello") {
      const me = { participant, connection: id, part: "speaks" };
      const consult = { code: "x", state: "live", is_open: true };
      line.say({ says: "welcome", me, consult, ice: [], sequence: 0 });
    }
    if (message.says === "here") line.call = message.call;
    if (message.says === "here") this.tellPeople();
    if (message.says === "signal") {
      this.lines.get(message.to)?.say({ says: "signal", from: id, participant, data: message.data });
    }
  }

  tellPeople(): void {
    const people = [...this.lines.values()].map(({ id, participant, call }) => ({
      participant,
      name: "",
      hospital: "",
      part: "speaks",
      is_guest: false,
      connections: [{ id, call }],
    }));
    for (const line of this.lines.values()) line.say({ says: "people", people, series: [] });
  }

  /** Makes somebody something else, as a host does. */
  make(participant: number, part: string): void {
    const at = "2026-01-01T00:00:00.000Z";
    const event = { seq: 1, id: "p", by: 9, at, kind: "part", body: { participant, part }, passing: true };
    const head = { says: "events", sequence: 1, chain: "0".repeat(64) };
    for (const line of this.lines.values()) line.say(head, JSON.stringify(event));
  }
}

class Line {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  call: Told | null = null;
  readonly id: string;
  readonly participant: number;
  private readonly exchange: Exchange;

  constructor(exchange: Exchange, id: string, participant: number) {
    this.exchange = exchange;
    this.id = id;
    this.participant = participant;
  }

  send(text: string): void {
    this.exchange.take(this, JSON.parse(text) as Sent);
  }

  say(message: object, ...lines: string[]): void {
    this.onmessage?.({ data: [JSON.stringify(message), ...lines].join("\n") });
  }

  close(): void {
    this.onclose = null;
  }
}

/** A device that is on until it is stopped, or unplugged. */
class Track extends EventTarget {
  readyState = "live";
  enabled = true;
  readonly kind: string;

  constructor(kind: string) {
    super();
    this.kind = kind;
  }

  stop(): void {
    this.readyState = "ended";
  }

  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

/** Somebody's answers to what their browser asks, each given by hand. */
const asked: { readonly kind: "audio" | "video"; allow: () => Track; refuse: (name: string) => void }[] = [];

class Way {
  connectionState = "connected";
  signalingState = "stable";
  readonly senders: { track: Track | null; replaceTrack: (track: Track | null) => Promise<void> }[] = [];

  addTrack(track: Track) {
    const sender = {
      track: track as Track | null,
      replaceTrack: async (next: Track | null) => {
        sender.track = next;
      },
    };
    this.senders.push(sender);
    return sender;
  }

  addTransceiver(): void {}

  close(): void {}
}

function ask(wanted: MediaStreamConstraints): Promise<unknown> {
  const kind = wanted.audio === undefined ? "video" : "audio";
  return new Promise((resolve, reject) => {
    const allow = () => {
      const track = new Track(kind);
      resolve({ getAudioTracks: () => [track], getVideoTracks: () => [track] });
      return track;
    };
    asked.push({ kind, allow, refuse: (name) => reject(new DOMException("", name)) });
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("RTCPeerConnection", Way);
  vi.stubGlobal("MediaStream", class { getVideoTracks = () => []; }); // prettier-ignore
  vi.stubGlobal("window", { RTCPeerConnection: Way });
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: ask } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function enter(exchange: Exchange): Call {
  const room = new Room(exchange.open);
  const call = new Call(room);
  [...exchange.lines.values()].at(-1)?.onopen?.();
  return call;
}

const settle = () => vi.advanceTimersByTimeAsync(1);

async function joined(call: Call): Promise<Track> {
  const joining = call.join();
  const track = asked.at(-1)?.allow() as Track;
  await joining;
  return track;
}

async function joinedWithoutMicrophone(call: Call): Promise<void> {
  const joining = call.join();
  asked.at(-1)?.refuse("NotFoundError");
  await joining;
}

describe("a camera that is given", () => {
  test("after one has left is closed at once, also if one has joined again", async () => {
    const call = enter(new Exchange());
    await joined(call);
    void call.setCamera(true);
    const camera = asked.at(-1);
    call.leave();
    const late = joined(call);
    const track = camera?.allow() as Track;
    await late;
    await settle();
    expect([track.readyState, call.video, call.isIn]).toEqual(["ended", null, true]);
  });

  test("when one was made view-only is closed at once", async () => {
    const exchange = new Exchange();
    const call = enter(exchange);
    await joined(call);
    void call.setCamera(true);
    exchange.make(1, "watches");
    const track = asked.at(-1)?.allow() as Track;
    await settle();
    expect([track.readyState, call.video]).toEqual(["ended", null]);
  });

  test("is asked for once, however often one presses", async () => {
    const call = enter(new Exchange());
    await joined(call);
    void call.setCamera(true);
    void call.setCamera(true);
    expect(asked.filter(({ kind }) => kind === "video")).toHaveLength(1);
    const track = asked.at(-1)?.allow();
    await settle();
    expect(call.video).toBe(track);
  });

  test("is not asked for by whoever is in no call", async () => {
    const call = enter(new Exchange());
    await call.setCamera(true);
    expect(asked).toEqual([]);
  });

  test("goes on if another that was chosen can't be had", async () => {
    const call = enter(new Exchange());
    await joined(call);
    void call.setCamera(true);
    const track = asked.at(-1)?.allow() as Track;
    await settle();
    void call.choose("camera", "other");
    asked.at(-1)?.refuse("NotReadableError");
    await settle();
    expect([call.video, track.readyState, call.devices.camera]).toEqual([track, "live", ""]);
    expect(call.problem).toEqual({ of: "camera", why: "kept" });
    void call.choose("camera", "third");
    const third = asked.at(-1)?.allow();
    await settle();
    expect([call.video, track.readyState, call.devices.camera]).toEqual([third, "ended", "third"]);
  });
});

describe("a microphone", () => {
  test("that is given after one has gone opens no call", async () => {
    const call = enter(new Exchange());
    const joining = call.join();
    call.leave();
    const track = asked.at(-1)?.allow() as Track;
    await joining;
    expect([track.readyState, call.isIn, call.isJoining]).toEqual(["ended", false, false]);
  });

  test("that is unplugged is told to the others, and asked for anew when one wants to speak", async () => {
    const exchange = new Exchange();
    const call = enter(exchange);
    const track = await joined(call);
    expect([call.isTalking, exchange.lines.get("c1")?.call?.audio]).toEqual([true, true]);
    track.unplug();
    expect([call.isTalking, exchange.lines.get("c1")?.call?.audio]).toEqual([false, false]);
    expect(call.problem).toEqual({ of: "microphone", why: "ended" });
    void call.mute(false);
    asked.at(-1)?.allow();
    await settle();
    expect([call.isTalking, call.problem]).toEqual([true, null]);
  });

  test("that is not there is told until that is read, or one leaves", async () => {
    const call = enter(new Exchange());
    await joinedWithoutMicrophone(call);
    expect([call.isIn, call.problem]).toEqual([true, { of: "microphone", why: "none" }]);
    call.read();
    expect(call.problem).toBeNull();
    void call.mute(false);
    asked.at(-1)?.refuse("NotAllowedError");
    await settle();
    expect(call.problem?.why).toBe("denied");
    call.leave();
    expect(call.problem).toBeNull();
  });
});

describe("two in a call", () => {
  const met = (...calls: Call[]) => calls.map(({ others }) => others.map(({ participant }) => participant));

  test("meet again when one without a microphone has left and joined again", async () => {
    const exchange = new Exchange();
    const [anna, bernd] = [enter(exchange), enter(exchange)];
    await joinedWithoutMicrophone(anna);
    await joinedWithoutMicrophone(bernd);
    expect(met(anna, bernd)).toEqual([[2], [1]]);
    bernd.leave();
    expect(met(anna, bernd)).toEqual([[], []]);
    await joinedWithoutMicrophone(bernd);
    expect(met(anna, bernd)).toEqual([[2], [1]]);
  });

  test("meet anew when the other has not heard that one had left", async () => {
    const exchange = new Exchange();
    const [anna, bernd] = [enter(exchange), enter(exchange)];
    await joined(anna);
    await joined(bernd);
    const before = anna.others[0]?.page;
    const line = exchange.lines.get("c1") as Line;
    const listen = line.onmessage;
    line.onmessage = null;
    bernd.leave();
    line.onmessage = listen;
    await joined(bernd);
    expect(met(anna, bernd)).toEqual([[2], [1]]);
    expect(anna.others[0]?.page).not.toBe(before);
  });
});
