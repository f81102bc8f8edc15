import { expect, test } from "vitest";
import { filmOf, LONGEST_PAUSE_MS, shownAt } from "./film.ts";
import { Log } from "../log.ts";

const line = (seq: number, second: number, isUp: boolean) =>
  JSON.stringify({
    seq,
    id: `id-${seq}`,
    by: 7,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
    kind: "raise",
    body: { is_up: isUp },
  });
const LINES = [line(1, 0, true), line(2, 1, false), line(3, 600, true)];

test("keeps the time between events, but no long pause", () => {
  const film = filmOf(LINES);
  expect(film.shots.map(({ ms }) => ms)).toEqual([0, 1000, 1000 + LONGEST_PAUSE_MS]);
  expect([0, 999, 1000, 99_999].map((ms) => shownAt(film, ms))).toEqual([1, 1, 2, 3]);
});

test("comes to the same room as the log itself", () => {
  const film = filmOf(LINES);
  const log = new Log();
  expect(log.take({ sequence: 3, chain: film.shots[2]?.chain ?? "" }, LINES)).toHaveLength(3);
});
