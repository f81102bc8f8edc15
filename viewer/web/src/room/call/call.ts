/** The call of a room: everybody in it is joined to everybody else, and the room carries what they agree upon. */

import { newId } from "../../engine/new-id.ts";
import { maySee, maySpeak } from "../events.ts";
import type { Room } from "../room.ts";
import { type Devices, hearingHindrance } from "./media.ts";
import { type Device, OwnMedia, type OwnProblem } from "./own-media.ts";
import { Peer, type Signal } from "./peer.ts";

/** A page that is gone for so long does not come back. */
const GRACE_MS = 15_000;
/** So long two pages may need to find each other, before they are told to try anew. */
const PATIENCE_MS = 6_000;
const LEVELS_MS = 250;
/** Louder than breath and fans. */
const SPEAKS = 0.01;
/** Between two words nobody falls silent. */
const HOLDS_MS = 700;

interface Known {
  readonly peer: Peer;
  participant: number;
  connection: string;
  goneSince: number | null;
  /** When they last began to look for a way to each other. */
  triedAt: number;
}

/** Somebody else in the call, as they are shown. */
export interface InCall {
  readonly page: string;
  readonly participant: number;
  readonly stream: MediaStream;
  readonly state: RTCPeerConnectionState;
  readonly isSpeaking: boolean;
  readonly hasVideo: boolean;
  readonly isMuted: boolean;
  /** Whoever watches listens only. */
  readonly listens: boolean;
}

export class Call {
  private readonly room: Room;
  private readonly own = new OwnMedia(
    () => this.mayTalk,
    (of) => this.sendOwn(of),
  );
  /** Another one each time one joins: others make their way to it anew, also if they have not heard that one had left. */
  private page = "";
  private readonly known = new Map<string, Known>();
  private readonly greeted = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private readonly policy: RTCIceTransportPolicy;
  private timer: ReturnType<typeof setInterval> | null = null;
  private mine = "";
  private speaking: ReadonlySet<string> = new Set();
  private readonly spoke = new Map<string, number>();
  isIn = false;
  isJoining = false;
  isMuted = false;
  ticks = 0;

  /** `isRelayed`: everything through the relay, to see whether that works. */
  constructor(room: Room, isRelayed = false) {
    this.room = room;
    this.policy = isRelayed ? "relay" : "all";
    room.onSignal(({ from, participant, data }) => void this.signalled(from, participant, data as Signal));
    room.onChange(() => this.isIn && this.meet());
  }

  get others(): readonly InCall[] {
    return [...this.known.values()].map(({ peer, participant, connection }) => {
      const call = this.room.person(participant)?.connections.find(({ id }) => id === connection)?.call;
      return {
        page: peer.page,
        participant,
        stream: peer.stream,
        state: peer.state,
        isSpeaking: this.speaking.has(peer.page),
        hasVideo: call?.video === true && peer.stream.getVideoTracks().some(({ muted }) => !muted),
        isMuted: call?.audio === false,
        listens: !this.isHeard(participant),
      };
    });
  }

  /** Whether one may be heard and seen oneself, or only listens. */
  get mayTalk(): boolean {
    return maySpeak(this.room.me.part);
  }

  /** Whether there is a microphone that is not muted. */
  get isTalking(): boolean {
    return this.own.audio !== null && !this.isMuted;
  }

  get video(): MediaStreamTrack | null {
    return this.own.video;
  }

  get devices(): Devices {
    return this.own.devices;
  }

  get problem(): OwnProblem | null {
    return this.own.problem;
  }

  /** The problem was read. */
  read(): void {
    this.own.problem = null;
    this.told();
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Joins with what there is; without a microphone one hears the others all the same, and who only listens is asked for none. */
  async join(): Promise<void> {
    if (this.isIn || this.isJoining) return;
    const page = (this.page = newId());
    this.isJoining = true;
    const hindrance = this.mayTalk ? null : hearingHindrance();
    this.own.problem = hindrance === null ? null : { of: "microphone", why: hindrance };
    this.told();
    if (this.mayTalk) await this.own.open("microphone");
    if (!this.isJoining || this.page !== page) return;
    this.isJoining = false;
    const why = this.problem?.why;
    if (why !== "insecure" && why !== "unsupported") this.begin();
    this.told();
  }

  /** Also ends what was asked for and is not answered yet: what the browser gives later is closed at once. */
  leave(): void {
    if (!this.isIn && !this.isJoining) return;
    const wasIn = this.isIn;
    this.isIn = this.isJoining = false;
    if (this.timer !== null) clearInterval(this.timer);
    for (const { peer, connection } of this.known.values()) {
      this.room.signal(connection, { page: this.page, bye: true } satisfies Signal);
      peer.close();
    }
    this.known.clear();
    this.greeted.clear();
    this.own.closeAll();
    if (wasIn) this.room.here(null);
    this.told();
  }

  /** Whoever came without a microphone, or only listened until now, is asked for one when they want to be heard. */
  async mute(isMuted: boolean): Promise<void> {
    if (!this.isIn || !this.mayTalk) return;
    this.isMuted = isMuted;
    if (!isMuted && this.own.audio === null) await this.own.open("microphone");
    this.sendOwn("microphone");
  }

  async setCamera(isOn: boolean): Promise<void> {
    if (!this.isIn || !this.mayTalk) return;
    if (isOn) await this.own.open("camera");
    else this.own.close("camera");
    this.sendOwn("camera");
  }

  /** Takes another device; one in use is changed under way. */
  async choose(name: keyof Devices, id: string): Promise<void> {
    const isUsed = name === "microphone" || (name === "camera" && this.video !== null);
    if (isUsed && this.isIn && this.mayTalk) {
      await this.own.change(name, id);
      this.sendOwn(name);
    } else {
      this.own.devices = { ...this.devices, [name]: id };
      this.told();
    }
  }

  /** Sends what there is of a device, and says so. */
  private sendOwn(of: Device): void {
    const { audio, video } = this.own;
    if (audio !== null) audio.enabled = !this.isMuted;
    for (const { peer } of this.known.values()) {
      // Where the way was closed meanwhile, nothing is sent.
      void (of === "camera" ? peer.put("video", video) : peer.put("audio", audio)).catch(() => undefined);
    }
    this.tellHere();
  }

  /** Whoever only listens holds no microphone and no camera, and sends nothing from the moment at which they were made so. */
  private keepSilence(): void {
    if (this.mayTalk || !this.own.closeAll()) return;
    for (const { peer } of this.known.values()) peer.silence();
    this.tellHere();
  }

  private isHeard(participant: number): boolean {
    return maySpeak(this.room.person(participant)?.part ?? "gone");
  }

  private begin(): void {
    this.isIn = true;
    if (this.own.audio !== null) this.own.audio.enabled = !this.isMuted;
    this.timer = setInterval(() => this.tick(), LEVELS_MS);
    this.tellHere();
    this.meet();
  }

  private tellHere(): void {
    if (this.isIn) this.room.here({ audio: this.isTalking, video: this.video !== null });
    this.told();
  }

  /** Greets every page in the call that was not greeted from this connection, and notes who is not there any more. */
  private meet(): void {
    const { me, line, people } = this.room;
    // Whoever may not be here any more hears nobody any more.
    if (line === "over") this.leave();
    this.keepSilence();
    for (const { peer, participant } of this.known.values()) peer.heed(this.isHeard(participant));
    if (line !== "open") return;
    if (me.connection !== this.mine) this.greeted.clear();
    this.mine = me.connection;
    const there = new Map(people.flatMap((each) => each.connections.map(({ id, call }) => [id, call] as const)));
    for (const [id, call] of there) {
      // Whoever has left is greeted again when they come back.
      if (call === null) this.greeted.delete(id);
      if (call === null || id === me.connection || this.greeted.has(id)) continue;
      this.greeted.add(id);
      this.room.signal(id, { page: this.page, hello: true } satisfies Signal);
    }
    for (const each of this.known.values()) {
      if (!maySee(this.room.person(each.participant)?.part ?? "gone")) {
        this.drop(each);
        continue;
      }
      const call = there.get(each.connection);
      // A connection that was just made again is in the call a moment later.
      each.goneSince = call == null ? (each.goneSince ?? Date.now()) : null;
    }
  }

  private async signalled(from: string, participant: number, data: Signal): Promise<void> {
    if (!this.isIn || typeof data?.page !== "string" || data.page === this.page) return;
    const known = this.known.get(data.page);
    // Pages name themselves; whose they are the server says, and nobody takes the place of another.
    if (known !== undefined && known.participant !== participant) return;
    if (data.bye === true) {
      if (known !== undefined) this.drop(known);
      return;
    }
    const found = known ?? this.anew(data.page, from, participant);
    const isMoved = found.connection !== from;
    found.connection = from;
    found.goneSince = null;
    if (isMoved) found.peer.mend();
    if (data.hello === true) {
      // Who knows the other has answered them; who is new here may have joined again, and was told nothing since.
      if (known !== undefined) return;
      this.greeted.add(from);
      this.room.signal(from, { page: this.page, hello: true } satisfies Signal);
      return;
    }
    await found.peer.take(data).catch(() => found.peer.mend());
    this.told();
  }

  /** A connection is one page's: who was reached by it before has left and joined again. */
  private anew(page: string, connection: string, participant: number): Known {
    for (const each of this.known.values()) if (each.connection === connection) this.drop(each);
    return this.make(page, connection, participant);
  }

  private make(page: string, connection: string, participant: number): Known {
    const config = { iceServers: [...this.room.ice], iceTransportPolicy: this.policy };
    const say = (data: Omit<Signal, "page">) => this.room.signal(made.connection, { page: this.page, ...data });
    const peer = new Peer(page, this.page < page, config, say, () => this.told());
    peer.heed(this.isHeard(participant));
    const made: Known = { peer, participant, connection, goneSince: null, triedAt: Date.now() };
    this.known.set(page, made);
    // Without a microphone one still wants to hear; who gives way is offered it.
    const { audio, video } = this.own;
    if (audio === null && !peer.isPolite) peer.connection.addTransceiver("audio", { direction: "recvonly" });
    void peer.put("audio", audio);
    void peer.put("video", video);
    return made;
  }

  private tick(): void {
    for (const each of this.known.values()) {
      if (each.goneSince !== null && Date.now() - each.goneSince > GRACE_MS) this.drop(each);
      else this.hurry(each);
    }
    void this.listen();
  }

  /** What was said between two pages may be lost with a process of the server: then it is said again. */
  private hurry(known: Known): void {
    if (known.peer.isSettled) known.triedAt = Date.now();
    else if (Date.now() - known.triedAt > PATIENCE_MS) {
      known.triedAt = Date.now();
      known.peer.mend();
    }
  }

  private async listen(): Promise<void> {
    const peers = [...this.known.values()].map(({ peer }) => peer);
    const levels = await Promise.all(peers.map((peer) => peer.level().catch(() => 0)));
    const now = performance.now();
    for (const [at, { page }] of peers.entries()) if ((levels[at] ?? 0) > SPEAKS) this.spoke.set(page, now);
    const speaking = peers
      .map(({ page }) => page)
      .filter((page) => now - (this.spoke.get(page) ?? -Infinity) < HOLDS_MS);
    if (speaking.length === this.speaking.size && speaking.every((each) => this.speaking.has(each))) return;
    this.speaking = new Set(speaking);
    this.told();
  }

  private drop({ peer, connection }: Known): void {
    peer.close();
    this.greeted.delete(connection);
    this.known.delete(peer.page);
    this.told();
  }

  private told(): void {
    this.ticks++;
    for (const listener of this.listeners) listener();
  }
}
