import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Passing } from "./passing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("sends the first at once, then not more often, and always the last", () => {
  const sent: number[] = [];
  const passing = new Passing<number>(80, (what) => sent.push(what));
  for (let at = 0; at < 50; at++) {
    passing.tell(at);
    vi.advanceTimersByTime(10);
  }
  expect(sent.length).toBeLessThanOrEqual(8);
  vi.advanceTimersByTime(200);
  expect([sent[0], sent.at(-1)]).toEqual([0, 49]);
});

test("sends nothing of what was dropped", () => {
  const sent: number[] = [];
  const passing = new Passing<number>(80, (what) => sent.push(what));
  passing.tell(1);
  passing.tell(2);
  passing.drop();
  vi.advanceTimersByTime(500);
  expect(sent).toEqual([1]);
});
