import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backOffMs } from "./back-off.ts";
import { FIRST_CHAIN } from "./log.ts";
import { Room } from "./room.ts";
import type { SocketLike } from "./socket.ts";
import type { Sent } from "./wire.ts";

/** A server's side of the room, as small as the contract. */
class Server {
  readonly sockets: FakeSocket[] = [];
  readonly lines: string[] = [];
  readonly known = new Set<string>();
  chain = FIRST_CHAIN;
  /** Takes what it is told, but its answers get lost. */
  isMute = false;
  /** Lets nobody in. */
  isSilent = false;

  open = (): SocketLike => {
    const socket = new FakeSocket(this);
    this.sockets.push(socket);
    return socket as unknown as SocketLike;
  };

  get last(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  take(socket: FakeSocket, message: Sent): void {
    if (this.isSilent) return;
    if (message.says === "hello") {
      const me = { participant: 7, connection: "c", part: "speaks" };
      const consult = { code: "x", state: "live", is_open: true };
      socket.say(JSON.stringify({ says: "welcome", me, consult, ice: [], sequence: this.lines.length }));
      this.events(socket, message.since);
    }
    if (message.says !== "do") return;
    if (!this.known.has(message.id)) {
      this.known.add(message.id);
      const { id, kind, body } = message;
      const line = JSON.stringify({
        seq: this.lines.length + 1,
        id,
        by: 7,
        at: "2026-01-01T00:00:00.000Z",
        kind,
        body,
      });
      this.lines.push(line);
      this.chain = createHash("sha256").update(this.chain + line).digest("hex"); // prettier-ignore
    }
    if (!this.isMute) this.events(socket, this.lines.length - 1);
  }

  events(socket: FakeSocket, since: number): void {
    const head = JSON.stringify({ says: "events", sequence: this.lines.length, chain: this.chain });
    socket.say([head, ...this.lines.slice(since)].join("\n"));
  }
}

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Sent[] = [];
  private readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }

  send(text: string): void {
    const message = JSON.parse(text) as Sent;
    this.sent.push(message);
    this.server.take(this, message);
  }

  say(text: string): void {
    this.onmessage?.({ data: text });
  }

  close(): void {
    this.onclose = null;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const SAID = { text: "hello", mentions: [], view: null, study: null, replies_to: null };

describe("a room", () => {
  test("shows what was said before it is confirmed, and once when it is", async () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    server.isMute = true;
    const answer = room.do("say", SAID);
    expect([room.state.messages.length, room.settled.messages.length, room.waiting.length]).toEqual([1, 0, 1]);
    server.events(server.last, 0);
    expect([room.state.messages.length, room.settled.messages.length, room.waiting.length]).toEqual([1, 1, 0]);
    expect((await answer).seq).toBe(1);
  });

  test("loses nothing and doubles nothing when the connection breaks between question and answer", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    server.isMute = true;
    void room.do("say", SAID);
    server.last.onclose?.();
    expect(room.line).toBe("lost");
    void room.do("say", { ...SAID, text: "while away" });
    server.isMute = false;
    vi.advanceTimersByTime(6000);
    server.last.onopen?.();
    expect(room.settled.messages.map(({ text }) => text)).toEqual(["hello", "while away"]);
    expect([room.waiting.length, room.line, room.chain]).toEqual([0, "open", server.chain]);
  });

  test("notices that a line is deaf on which nothing was asked", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    const first = server.last;
    for (let n = 0; n < 6; n += 1) {
      vi.advanceTimersByTime(10_000);
      first.say('{"says":"alive"}');
    }
    expect([room.line, server.last === first]).toEqual(["open", true]);
    vi.advanceTimersByTime(26_000);
    expect([room.line, server.last === first]).toEqual(["lost", false]);
    server.last.onopen?.();
    expect(room.line).toBe("open");
  });

  test.each([false, true])("tries again when a connection comes to nothing, opened: %s", (isOpened) => {
    const server = new Server();
    const room = new Room(server.open);
    server.isSilent = true;
    if (isOpened) server.last.onopen?.();
    vi.advanceTimersByTime(11_000);
    expect([room.line, server.sockets.length]).toEqual(["lost", 2]);
    server.isSilent = false;
    server.last.onopen?.();
    expect(room.line).toBe("open");
  });

  test("notices that more images were opened", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    const told = (series: number[]) => server.last.say(JSON.stringify({ says: "people", people: [], series }));
    told([4, 5]);
    told([5]);
    expect(room.hasMore).toBe(false);
    told([4, 5, 6]);
    expect(room.hasMore).toBe(true);
  });

  test("takes in what was opened, also what is opened while it is read, and asks again for what could not be", async () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    const told = (series: number[]) => server.last.say(JSON.stringify({ says: "people", people: [], series }));
    told([4]);
    told([4, 5]);
    await expect(room.takeMore(() => Promise.reject(new Error("not now")))).rejects.toThrow("not now");
    expect([room.hasMore, room.hasTakenMore]).toEqual([true, false]);
    const reading = room.takeMore(() => Promise.resolve("found"));
    told([4, 5, 6]);
    await reading;
    expect([room.hasMore, room.hasTakenMore]).toEqual([true, true]);
    await room.takeMore(() => Promise.resolve("found"));
    room.readMore();
    expect([room.hasMore, room.hasTakenMore]).toEqual([false, false]);
  });

  test("takes back what was refused, and says why", async () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    server.isMute = true;
    const answer = room.do("say", SAID);
    const id = room.waiting[0]?.id;
    server.last.say(JSON.stringify({ says: "refused", id, problem: "view-only", detail: "" }));
    await expect(answer).rejects.toMatchObject({ problem: "view-only", status: 409 });
    expect([room.state.messages.length, room.refused?.problem]).toEqual([0, "view-only"]);
  });

  test("asks for everything anew when its chain is another than the server's", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    void room.do("say", SAID);
    server.last.say(JSON.stringify({ says: "events", sequence: 1, chain: "f".repeat(64) }));
    vi.advanceTimersByTime(300);
    server.last.onopen?.();
    expect(server.sockets).toHaveLength(2);
    expect(server.last.sent[0]).toEqual({ says: "hello", since: 0 });
    expect([room.settled.messages.length, room.chain]).toEqual([1, server.chain]);
  });

  test("asks less and less often while what it is told does not add up, and at once again when it does", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    void room.do("say", SAID);
    const { chain } = server;
    server.chain = "f".repeat(64);
    server.events(server.last, 0);
    const before = server.sockets.length;
    for (let ms = 0; ms < 60_000; ms += 50) {
      vi.advanceTimersByTime(50);
      if (server.last.sent.length === 0) server.last.onopen?.();
    }
    expect(server.sockets.length - before).toBeLessThan(35);
    server.chain = chain;
    vi.advanceTimersByTime(6000);
    server.last.onopen?.();
    expect([room.line, room.chain]).toEqual(["open", chain]);
    server.last.onclose?.();
    const after = server.sockets.length;
    vi.advanceTimersByTime(300);
    expect(server.sockets.length).toBe(after + 1);
  });

  test("does not come back by itself when its access has ended", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    server.last.say(JSON.stringify({ says: "over", why: "ended" }));
    vi.advanceTimersByTime(60_000);
    expect([room.line, room.why, server.sockets.length]).toEqual(["over", "ended", 1]);
  });

  test("comes back when somebody was let in anew, and sends what waited", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    server.isMute = true;
    void room.do("say", SAID);
    server.last.say(JSON.stringify({ says: "over", why: "ended" }));
    server.isMute = false;
    room.comeBack();
    server.last.onopen?.();
    expect([room.line, room.why, room.waiting.length]).toEqual(["open", null, 0]);
    expect(room.settled.messages.map(({ text }) => text)).toEqual(["hello"]);
  });

  test("takes people for what an event makes of them, before they are told anew", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    const people = [{ participant: 9, name: "B", hospital: "", part: "speaks", is_guest: false, connections: [] }];
    server.last.say(JSON.stringify({ says: "people", people, series: [] }));
    void room.do("part", { participant: 9, part: "watches" });
    expect(room.person(9)?.part).toBe("watches");
    // What happened before one came back is known better by whoever tells the people.
    server.last.say(JSON.stringify({ says: "people", people, series: [] }));
    server.last.onclose?.();
    vi.advanceTimersByTime(6000);
    room.forget();
    server.last.onopen?.();
    expect([room.settled.parts.get(9), room.person(9)?.part]).toEqual(["watches", "speaks"]);
  });

  test("tries again when a server that was asked says nothing", () => {
    const server = new Server();
    const room = new Room(server.open);
    server.last.onopen?.();
    server.isMute = true;
    void room.do("say", SAID);
    vi.advanceTimersByTime(11_000);
    expect(server.sockets).toHaveLength(2);
  });
});

test("waits ever longer, but never long, and for nobody the same", () => {
  expect(backOffMs(0, 0)).toBe(150);
  expect(backOffMs(0, 1)).toBe(300);
  expect(backOffMs(30, 1)).toBe(5000);
  expect(backOffMs(3, 0)).not.toBe(backOffMs(3, 1));
});
