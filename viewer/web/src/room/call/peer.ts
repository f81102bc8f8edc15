/** The way of sound and picture to one other page, agreed upon by perfect negotiation. */

/** What pages say to each other about it. */
export interface Signal {
  /** Names the page as long as it is open, however often its connection to the room is made again. */
  readonly page: string;
  readonly hello?: true;
  /** It leaves the call. */
  readonly bye?: true;
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit | null;
}

/** What came through so far. */
interface Heard {
  readonly energy: number;
  readonly seconds: number;
}

export class Peer {
  readonly page: string;
  readonly connection: RTCPeerConnection;
  readonly stream = new MediaStream();
  private readonly isPolite: boolean;
  private readonly say: (data: Omit<Signal, "page">) => void;
  private readonly changed: () => void;
  private readonly senders = new Map<"audio" | "video", RTCRtpSender>();
  private isOffering = false;
  private ignores = false;
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
    if (sender !== undefined) await sender.replaceTrack(track);
    else if (track !== null) this.senders.set(kind, this.connection.addTrack(track));
  }

  async take({ description, candidate }: Signal): Promise<void> {
    const { connection } = this;
    if (description !== undefined) {
      const collides = description.type === "offer" && (this.isOffering || connection.signalingState !== "stable");
      this.ignores = !this.isPolite && collides;
      if (this.ignores) return;
      await connection.setRemoteDescription(description);
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

  /** Another way is looked for, where the last one is broken. */
  mend(): void {
    if (this.state !== "connected") this.connection.restartIce();
  }

  /** How loud the other was since one asked last, from 0 to 1. */
  async level(): Promise<number> {
    const receiver = this.connection.getReceivers().find(({ track }) => track.kind === "audio");
    let now: Heard = { energy: 0, seconds: 0 };
    (await receiver?.getStats())?.forEach((each: Partial<RTCInboundRtpStreamStats>) => {
      if (each.type === "inbound-rtp")
        now = { energy: each.totalAudioEnergy ?? 0, seconds: each.totalSamplesDuration ?? 0 };
    });
    const { energy, seconds } = this.heard;
    this.heard = now;
    return now.seconds > seconds ? Math.sqrt((now.energy - energy) / (now.seconds - seconds)) : 0;
  }

  close(): void {
    this.connection.close();
  }

  private listen(): void {
    const { connection } = this;
    connection.onnegotiationneeded = async () => {
      try {
        this.isOffering = true;
        await connection.setLocalDescription();
        this.tellDescription();
      } finally {
        this.isOffering = false;
      }
    };
    connection.onicecandidate = ({ candidate }) => this.say({ candidate: candidate?.toJSON() ?? null });
    connection.onconnectionstatechange = () => {
      if (this.state === "failed") connection.restartIce();
      this.changed();
    };
    connection.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      track.onunmute = track.onmute = this.changed;
      this.changed();
    };
  }

  private tellDescription(): void {
    const { localDescription } = this.connection;
    if (localDescription !== null) this.say({ description: localDescription.toJSON() as RTCSessionDescriptionInit });
  }
}
