/** Keeps one connection to the room: made again when it breaks, as long as the room is open to whoever sits here. */

import { backOffMs } from "./back-off.ts";
import { readMessage, type Received, type Sent, type Welcome, type Why } from "./wire.ts";

export type Line = "connecting" | "open" | "lost" | "over";

/** What a browser's WebSocket has and this uses; a test puts something else here. */
export type SocketLike = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

export interface Ends {
  /** What was the last that was taken: from there on everything is told again. */
  readonly since: () => number;
  readonly welcomed: (welcome: Welcome) => void;
  readonly received: (message: Exclude<Received, Welcome | { says: "alive" }>, lines: readonly string[]) => void;
  readonly changed: () => void;
}

/** A server that says nothing at all for so long after it was asked something is not there any more. */
const SILENCE_MS = 10_000;
/** It says every ten seconds that it is there; whoever only looks notices by this that the line is gone. */
const DEAF_MS = 25_000;
/** Whoever is not let in after so long tries once more: a gateway may hold what never comes to anything. */
const WELCOME_MS = 10_000;
/** For these nobody comes back by themselves. */
const FOR_GOOD: ReadonlySet<Why> = new Set(["ended", "closed"]);

export class Socket {
  private readonly open: () => SocketLike;
  private readonly ends: Ends;
  private socket: SocketLike | null = null;
  private tries = 0;
  private isDoubted = false;
  private again: ReturnType<typeof setTimeout> | null = null;
  private silence: ReturnType<typeof setTimeout> | null = null;
  private deaf: ReturnType<typeof setTimeout> | null = null;
  line: Line = "connecting";
  /** Why the server has closed it last. */
  why: Why | null = null;

  constructor(open: () => SocketLike, ends: Ends) {
    this.open = open;
    this.ends = ends;
    this.connect();
  }

  get isOpen(): boolean {
    return this.line === "open";
  }

  /** Sends if that is possible now. */
  send(message: Sent): boolean {
    if (!this.isOpen || this.socket === null) return false;
    this.socket.send(JSON.stringify(message));
    if (message.says === "do") this.silence ??= setTimeout(() => this.retry(), SILENCE_MS);
    return true;
  }

  /** Begins anew at once: the network is back, or what is here can't be relied on. */
  retry(): void {
    if (this.line === "over") return;
    this.drop();
    this.become("lost");
    this.tries = 0;
    this.connect();
  }

  /** Comes again after it was over, for whoever was let in anew. */
  reopen(): void {
    if (this.line !== "over") return;
    this.why = null;
    this.tries = 0;
    this.isDoubted = false;
    this.become("lost");
    this.connect();
  }

  /** What was told does not add up: all of it is asked for anew, less and less often until it does. */
  doubt(): void {
    if (this.line === "over") return;
    this.isDoubted = true;
    this.drop();
    this.lost();
  }

  /** What was told adds up. */
  trust(): void {
    this.isDoubted = false;
    this.tries = 0;
  }

  /** The network is gone, and the browser has said so before the connection has noticed. */
  cut(): void {
    if (this.line === "over") return;
    this.drop();
    this.lost();
  }

  close(): void {
    this.drop();
    this.become("over");
  }

  private connect(): void {
    if (this.again !== null) clearTimeout(this.again);
    this.again = null;
    const socket = this.open();
    this.socket = socket;
    this.hearWithin(WELCOME_MS);
    socket.onopen = () => {
      this.hearWithin(WELCOME_MS);
      socket.send(JSON.stringify({ says: "hello", since: this.ends.since() } satisfies Sent));
    };
    socket.onmessage = ({ data }: { data: unknown }) => this.take(String(data));
    socket.onclose = () => {
      this.drop();
      this.lost();
    };
  }

  /** What is not heard of by then is begun anew. */
  private hearWithin(ms: number): void {
    if (this.deaf !== null) clearTimeout(this.deaf);
    this.deaf = setTimeout(() => {
      this.drop();
      this.lost();
    }, ms);
  }

  private take(text: string): void {
    if (this.silence !== null) clearTimeout(this.silence);
    this.silence = null;
    this.hearWithin(DEAF_MS);
    const { message, lines } = readMessage(text);
    if (message.says === "alive") return;
    if (message.says === "over") this.over(message.why);
    else if (message.says !== "welcome") this.ends.received(message, lines);
    else {
      if (!this.isDoubted) this.tries = 0;
      this.why = null;
      this.line = "open";
      this.ends.welcomed(message);
      this.ends.changed();
    }
  }

  private over(why: Why): void {
    this.why = why;
    if (FOR_GOOD.has(why)) this.close();
  }

  private lost(): void {
    if (this.line === "over") return;
    this.become("lost");
    this.again ??= setTimeout(() => this.connect(), backOffMs(this.tries++));
  }

  private drop(): void {
    if (this.silence !== null) clearTimeout(this.silence);
    if (this.deaf !== null) clearTimeout(this.deaf);
    if (this.again !== null) clearTimeout(this.again);
    this.silence = this.deaf = this.again = null;
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private become(line: Line): void {
    if (this.line === line) return;
    this.line = line;
    this.ends.changed();
  }
}
