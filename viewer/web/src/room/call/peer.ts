/** The way of sound and picture to one other page, agreed upon by perfect negotiation. */

/** What pages say to each other about it. */
export interface Signal {
  /** Names the page as long as it is in the call, however often its connection to the room is made again. */
  readonly page: string;
  readonly hello?: true;
  /** It leaves the call. */
  readonly bye?: true;
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit | null;
}

/**
 * So long who gives way waits for the first offer of the other: both meet at the same moment, and an offer that is taken back
 * may cost a browser its way to the other.
 */
const YIELDS_MS = 3000;

/** What came through so far. */
interface Heard {
  readonly energy: number;
  readonly seconds: number;
}

export class Peer {
  readonly page: string;
  /** Whether this is the one of the two who gives way; the other offers first. */
  readonly isPolite: boolean;
  readonly connection: RTCPeerConnection;
  /** What of theirs is played and shown: nothing, whatever they send, while they only listen. */
  readonly stream = new MediaStream();
  private readonly tracks = new Set<MediaStreamTrack>();
  private isHeard = false;
  private readonly say: (data: Omit<Signal, "page">) => void;
  private readonly changed: () => void;
  private readonly senders = new Map<"audio" | "video", RTCRtpSender>();
  private isOffering = false;
  private ignores = false;
  private isTakingAnswer = false;
  private heard: Heard = { energy: 0, seconds: 0 };

  constructor(
    page: string,
    isPolite: boolean,
    config: RTCConfiguration,
    say: (data: Omit<Signal, "page">) => void,
    changed: () => void,
  ) {
    this.page = page;
    this.isPolite = isPolite;
    this.say = say;
    this.changed = changed;
    this.connection = new RTCPeerConnection(config);
    this.listen();
  }

  get state(): RTCPeerConnectionState {
    return this.connection.connectionState;
  }

  /** Sends a track, another one in its place, or none any more. */
  async put(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void> {
    const sender = this.senders.get(kind);
    if (sender === undefined) {
      if (track !== null) this.senders.set(kind, this.connection.addTrack(track));
      return;
    }
    await sender.replaceTrack(track);
    const transceiver = this.transceiverOf(sender);
    // One that was silenced is opened again.
    if (track !== null && transceiver?.direction === "recvonly") transceiver.direction = "sendrecv";
  }

  /** Sends nothing any more, and agrees with the other that nothing comes. */
  silence(): void {
    for (const sender of this.senders.values()) {
      void sender.replaceTrack(null);
      const transceiver = this.transceiverOf(sender);
      if (transceiver !== undefined && this.state !== "closed") transceiver.direction = "recvonly";
    }
  }

  /** Plays and shows what the other sends, or nothing of it from this moment on. */
  heed(isHeard: boolean): void {
    if (isHeard === this.isHeard) return;
    this.isHeard = isHeard;
    for (const track of this.tracks) this.play(track);
    this.changed();
  }

  private async takeDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.isTakingAnswer = description.type === "answer";
    try {
      await this.connection.setRemoteDescription(description);
    } finally {
      this.isTakingAnswer = false;
    }
  }

  private transceiverOf(sender: RTCRtpSender): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers().find((each) => each.sender === sender);
  }

  private play(track: MediaStreamTrack): void {
    track.enabled = this.isHeard;
    if (this.isHeard) this.stream.addTrack(track);
    else this.stream.removeTrack(track);
  }

  async take({ description, candidate }: Signal): Promise<void> {
    const { connection } = this;
    if (description !== undefined) {
      // An answer that is just being taken stands in the way of no offer: the offer waits for it.
      const isReady = !this.isOffering && (connection.signalingState === "stable" || this.isTakingAnswer);
      const collides = description.type === "offer" && !isReady;
      this.ignores = !this.isPolite && collides;
      if (this.ignores) return;
      await this.takeDescription(description);
      if (description.type !== "offer") return;
      await connection.setLocalDescription();
      this.tellDescription();
    } else if (candidate !== undefined) {
      await connection.addIceCandidate(candidate ?? undefined).catch((error: unknown) => {
        // One that belongs to an offer which was ignored is none of ours.
        if (!this.ignores) throw error;
      });
    }
  }

  /** Whether a way was found, and nothing that was proposed waits for an answer. */
  get isSettled(): boolean {
    return this.state === "connected" && this.connection.signalingState === "stable";
  }

  /** What got lost is proposed once more; another way is looked for, where the last one is broken. */
  mend(): void {
    if (this.connection.signalingState === "have-local-offer") this.tellDescription();
    else if (this.state !== "connected") this.connection.restartIce();
  }

  /** How loud the other was since one asked last, from 0 to 1. */
  async level(): Promise<number> {
    let now: Heard = { energy: 0, seconds: 0 };
    // Whoever listened first and speaks later may have two ways for sound, of which one carries it.
    (await this.connection.getStats()).forEach((each: Partial<RTCInboundRtpStreamStats>) => {
      const { type, kind, totalAudioEnergy: energy = 0, totalSamplesDuration: seconds = 0 } = each;
      if (type === "inbound-rtp" && kind === "audio" && seconds > now.seconds) now = { energy, seconds };
    });
    const { energy, seconds } = this.heard;
    this.heard = now;
    return this.isHeard && now.seconds > seconds ? Math.sqrt((now.energy - energy) / (now.seconds - seconds)) : 0;
  }

  close(): void {
    this.connection.close();
  }

  private listen(): void {
    const { connection } = this;
    connection.onnegotiationneeded = () => {
      if (this.isPolite && this.isNew) setTimeout(() => this.isNew && void this.offer(), YIELDS_MS);
      else void this.offer();
    };
    connection.onicecandidate = ({ candidate }) => this.say({ candidate: candidate?.toJSON() ?? null });
    connection.onconnectionstatechange = () => {
      if (this.state === "failed") connection.restartIce();
      this.changed();
    };
    connection.ontrack = ({ track }) => {
      this.tracks.add(track);
      this.play(track);
      track.onunmute = track.onmute = this.changed;
      this.changed();
    };
  }

  /** Whether nobody has offered anything yet. */
  private get isNew(): boolean {
    const { signalingState, remoteDescription } = this.connection;
    return signalingState === "stable" && remoteDescription === null;
  }

  private async offer(): Promise<void> {
    try {
      this.isOffering = true;
      await this.connection.setLocalDescription();
      this.tellDescription();
    } finally {
      this.isOffering = false;
    }
  }

  private tellDescription(): void {
    const { localDescription } = this.connection;
    if (localDescription !== null) this.say({ description: localDescription.toJSON() as RTCSessionDescriptionInit });
  }
}
