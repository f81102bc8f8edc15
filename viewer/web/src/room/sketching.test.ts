import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Annotation } from "../engine/annotations/annotation.ts";
import type { Study } from "../engine/study.ts";
import { endsOf } from "./drawings.ts";
import { FIRST_CHAIN } from "./log.ts";
import { Room } from "./room.ts";
import type { SocketLike } from "./socket.ts";
import type { Sent } from "./wire.ts";

const ME = 7;
const OTHER = 9;
const LINE: Annotation = { kind: "length", place: { instance_id: 3, frame: 0 }, points: [[1, 1], [5, 5]], text: "" }; // prettier-ignore
const STUDY = { id: 1, series: [{ id: 2, frames: [[3, 0]] }] } as unknown as Study;

let sent: Sent[];
let socket: SocketLike;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
});
afterEach(() => void vi.useRealTimers());

const say = (message: object, ...lines: string[]) =>
  socket.onmessage?.call(socket as WebSocket, { data: [JSON.stringify(message), ...lines].join("\n") } as MessageEvent);
const event = (seq: number, by: number | null, kind: string, body: object, passing = true) =>
  JSON.stringify({ seq, id: `id-${seq}`, by, at: "2026-01-01T00:00:00.000Z", kind, body, ...(passing ? { passing } : {}) }); // prettier-ignore
const events = (sequence: number, ...lines: string[]) =>
  say({ says: "events", sequence, chain: FIRST_CHAIN }, ...lines);
const here = (...participants: number[]) =>
  say({
    says: "people",
    people: [ME, OTHER].map((participant) => ({
      participant,
      name: "",
      hospital: "",
      part: "speaks",
      is_guest: false, // prettier-ignore
      connections: participants.includes(participant) ? [{ id: "c", call: null }] : [],
    })),
    series: [],
  });

function enter(sequence: number): Room {
  const open = () => {
    socket = { onopen: null, onmessage: null, onclose: null, close: () => undefined, send: (text) => sent.push(JSON.parse(String(text)) as Sent) }; // prettier-ignore
    return socket;
  };
  const room = new Room(open);
  welcome(sequence);
  return room;
}
const welcome = (sequence: number) =>
  say({
    says: "welcome",
    me: { participant: ME, connection: "c", part: "speaks" },
    consult: { code: "x", state: "live", is_open: true },
    ice: [],
    sequence,
  });
const told = () => sent.flatMap((each) => (each.says === "do" && each.kind === "drawing" ? [each.body] : []));

test("shows what somebody draws only while they are there", () => {
  const room = enter(1);
  const ends = endsOf(room, () => [STUDY]);
  events(1, event(1, OTHER, "drawing", { drawing: "a", annotation: LINE }));
  here(ME, OTHER);
  expect(ends.sketched?.(1)).toHaveLength(1);
  here(ME);
  expect(ends.sketched?.(1)).toEqual([]);
});

test("keeps nothing half drawn once the consult is concluded", () => {
  const room = enter(0);
  const ends = endsOf(room, () => [STUDY]);
  here(ME, OTHER);
  events(1, event(1, OTHER, "drawing", { drawing: "a", annotation: LINE }));
  // Kept out of the chain, which is no matter here.
  events(2, event(2, null, "state", { state: "concluded" }));
  expect(ends.sketched?.(1)).toEqual([]);
});

test("gives up, once, what was left lying before the page came back", () => {
  const room = enter(1);
  endsOf(room, () => [STUDY]);
  events(1, event(1, ME, "drawing", { drawing: "a", annotation: LINE }));
  here(ME, OTHER);
  expect(told()).toEqual([{ drawing: "a", annotation: null }]);
});

test("gives up nothing that a hand holds, here or at another screen of the same person", () => {
  const room = enter(1);
  const ends = endsOf(room, () => [STUDY]);
  ends.sketch?.("a", LINE);
  events(1, event(1, ME, "drawing", { drawing: "a", annotation: LINE }));
  events(2, event(2, ME, "drawing", { drawing: "b", annotation: LINE }));
  expect(told()).toEqual([{ drawing: "a", annotation: LINE }]);
});

test("gives up what was refused", async () => {
  const room = enter(0);
  const ends = endsOf(room, () => [STUDY]);
  ends.sketch?.("a", LINE);
  const saved = ends.send(1, { id: "a", base: 0, does: "put", annotation: LINE });
  const id = room.waiting[0]?.id;
  say({ says: "refused", id, problem: "room-picture", detail: "" });
  await expect(saved).rejects.toMatchObject({ problem: "room-picture" });
  expect(told().at(-1)).toEqual({ drawing: "a", annotation: null });
});
