/** The room of a consult in this page: its log, who is there, and what one does in it oneself. */

import { newId } from "../engine/new-id.ts";
import { type Bodies, type EventKind, type EventOf, maySpeak, type Part, type RoomEvent } from "./events.ts";
import { Log } from "./log.ts";
import { Proposals, Refused, withProposals } from "./proposals.ts";
import { type Line, Socket, type SocketLike } from "./socket.ts";
import { OPEN, type RoomState } from "./state.ts";
import type { Call, Person, Received, Sent, Signalled, Welcome, Why } from "./wire.ts";

export interface Me {
  readonly participant: number;
  readonly connection: string;
  readonly part: Part;
}

/** Larger ones the server refuses (64 KiB for the whole). */
export const MOST_BYTES = 60 * 1024;
/** What was refused only for now is proposed again a little later. */
const FOR_NOW: ReadonlySet<string> = new Set(["unavailable", "room-flood"]);
const LATER_MS = 1000;
const NOBODY: Me = { participant: 0, connection: "", part: "waits" };

export class Room {
  private readonly log = new Log();
  private readonly proposals = new Proposals();
  private readonly socket: Socket;
  private readonly listeners = new Set<() => void>();
  private readonly readers = new Set<(events: readonly RoomEvent[]) => void>();
  private readonly signals = new Set<(signal: Signalled) => void>();
  private welcome: Welcome | null = null;
  private call: Call | null = null;
  private shown: RoomState;
  people: readonly Person[] = [];
  /** What the consult opens now, and what of it this page has taken in. */
  private opens: readonly number[] = [];
  private taken: ReadonlySet<number> | null = null;
  hasMore = false;
  /** Whether more was taken in, and nobody has read of it yet. */
  hasTakenMore = false;
  /** What the server has refused last, until it was read. */
  refused: Refused | null = null;
  /** Counts changes. */
  ticks = 0;

  constructor(open: () => SocketLike) {
    this.shown = this.log.state;
    this.socket = new Socket(open, {
      since: () => this.log.sequence,
      welcomed: (welcome) => this.welcomed(welcome),
      received: (message, lines) => this.received(message, lines),
      changed: () => this.told(),
    });
  }

  /** The room with what waits for its answer. */
  get state(): RoomState {
    return this.shown;
  }

  /** The room as everybody has it. */
  get settled(): RoomState {
    return this.log.state;
  }

  get chain(): string {
    return this.log.chain;
  }

  get sequence(): number {
    return this.log.sequence;
  }

  /** How far the room was when this page came to it, or came back. */
  get cameAt(): number {
    return this.welcome?.sequence ?? 0;
  }

  get line(): Line {
    return this.socket.line;
  }

  get why(): Why | null {
    return this.socket.why;
  }

  /** Whether the server has ever answered. */
  get isKnown(): boolean {
    return this.welcome !== null;
  }

  get me(): Me {
    const me = this.welcome?.me ?? NOBODY;
    return { ...me, part: this.settled.parts.get(me.participant) ?? me.part };
  }

  get consult(): string {
    return this.settled.consult ?? this.welcome?.consult.state ?? "";
  }

  /** Whether something may be said and drawn: concluded, a room is only looked at. */
  get isOpen(): boolean {
    const { consult } = this.settled;
    return consult === null ? (this.welcome?.consult.is_open ?? false) : OPEN.has(consult);
  }

  get mayDraw(): boolean {
    return maySpeak(this.me.part) && this.isOpen;
  }

  get ice(): readonly RTCIceServer[] {
    return this.welcome?.ice ?? [];
  }

  /** What waits for an answer, but for what passes. */
  get waiting(): readonly { readonly id: string; readonly kind: EventKind }[] {
    return this.proposals.all;
  }

  /** Proposes what lasts; it is on the screen before the server answers. */
  do<K extends EventKind>(kind: K, body: Bodies[K]): Promise<EventOf<K>> {
    if (JSON.stringify(body).length > MOST_BYTES) return Promise.reject(new Refused("too-large", ""));
    const { proposal, answer } = this.proposals.make(kind, body, new Date());
    this.socket.send({ says: "do", id: proposal.id, kind, body });
    this.told();
    return answer;
  }

  /** Proposes what passes: without a connection nobody needs it later. */
  tell<K extends EventKind>(kind: K, body: Bodies[K]): void {
    if (JSON.stringify(body).length <= MOST_BYTES) {
      this.socket.send({ says: "do", id: newId(), kind, body });
    }
  }

  /** Says whether one is in the call, now and whenever the connection is made again. */
  here(call: Call | null): void {
    this.call = call;
    this.socket.send({ says: "here", call });
  }

  signal(to: string, data: unknown): void {
    this.socket.send({ says: "signal", to, data } satisfies Sent);
  }

  person(participant: number): Person | undefined {
    return this.people.find((each) => each.participant === participant);
  }

  isThere(participant: number): boolean {
    return (this.person(participant)?.connections.length ?? 0) > 0;
  }

  /** Whether what somebody does at this moment is theirs; until it is told who is here, nobody is taken for gone. */
  mayBeThere(participant: number): boolean {
    return this.people.length === 0 || this.isThere(participant);
  }

  /** Takes in what is open by now; when it could not be read, it is offered once more. */
  async takeMore<T>(read: () => Promise<T>): Promise<T> {
    const { opens } = this;
    const found = await read();
    this.taken = new Set(opens);
    this.hasTakenMore = true;
    this.meet(this.people, this.opens);
    this.told();
    return found;
  }

  /** That there is more was read. */
  readMore(): void {
    this.hasTakenMore = false;
    this.told();
  }

  read(): void {
    this.refused = null;
    this.told();
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  onEvents(reader: (events: readonly RoomEvent[]) => void): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  onSignal(taker: (signal: Signalled) => void): () => void {
    this.signals.add(taker);
    return () => this.signals.delete(taker);
  }

  /** Forgets what happened, to be told it anew by whoever tells it. */
  forget(): void {
    this.log.reset();
    this.told();
  }

  retry(): void {
    this.socket.retry();
  }

  /** Asks for nothing until somebody comes back: they are not known here now. */
  rest(): void {
    this.socket.close();
  }

  /** Goes on after it was over: whoever sits here was let in anew, and what waited is sent. */
  comeBack(): void {
    this.socket.reopen();
  }

  cut(): void {
    this.socket.cut();
  }

  close(): void {
    this.socket.close();
    this.listeners.clear();
  }

  private welcomed(welcome: Welcome): void {
    this.welcome = welcome;
    for (const { id, kind, body } of this.proposals.all) this.socket.send({ says: "do", id, kind, body });
    this.socket.send({ says: "here", call: this.call });
    this.told();
  }

  private received(message: Exclude<Received, Welcome>, lines: readonly string[]): void {
    if (message.says === "events") this.take(message, lines);
    else if (message.says === "people") this.meet(message.people, message.series);
    else if (message.says === "signal") for (const taker of this.signals) taker(message);
    else if (message.says === "refused" && FOR_NOW.has(message.problem)) {
      setTimeout(() => this.again(message.id), LATER_MS);
    } else if (message.says === "refused") {
      const why = new Refused(message.problem, message.detail);
      // What only passes is not missed by whoever sent it.
      if (this.proposals.refuse(message.id, why) !== null) this.refused = why;
    }
    this.told();
  }

  private again(id: string): void {
    const waits = this.proposals.all.find((each) => each.id === id);
    if (waits !== undefined) this.socket.send({ says: "do", id, kind: waits.kind, body: waits.body });
  }

  private take(reached: { readonly sequence: number; readonly chain: string }, lines: readonly string[]): void {
    const events = this.log.take(reached, lines);
    if (events === null) {
      this.log.reset();
      this.socket.doubt();
      return;
    }
    this.socket.trust();
    for (const event of events) if (event.by === this.me.participant) this.proposals.confirm(event);
    this.people = withParts(this.people, events, this.welcome?.sequence ?? 0);
    for (const reader of this.readers) reader(events);
  }

  private told(): void {
    this.shown = withProposals(this.log.state, this.proposals.all, this.me.participant);
    this.ticks++;
    for (const listener of this.listeners) listener();
  }

  private meet(people: readonly Person[], series: readonly number[]): void {
    this.people = people;
    if (series.length === 0) return;
    this.opens = series;
    const taken = (this.taken ??= new Set(series));
    this.hasMore = series.some((each) => !taken.has(each));
  }
}

/** People as what an event has just made of them, before they are told anew; what happened before one came, they know better. */
function withParts(people: readonly Person[], events: readonly RoomEvent[], since: number): readonly Person[] {
  return events.reduce(
    (before, event) =>
      event.kind !== "part" || event.seq <= since
        ? before
        : before.map((each) =>
            each.participant === event.body.participant ? { ...each, part: event.body.part } : each,
          ),
    people,
  );
}

/** Listens to what the browser knows of the network. */
export function watchNetwork(room: Room): () => void {
  const online = () => room.retry();
  const offline = () => room.cut();
  addEventListener("online", online);
  addEventListener("offline", offline);
  return () => {
    removeEventListener("online", online);
    removeEventListener("offline", offline);
  };
}
