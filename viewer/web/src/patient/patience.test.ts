import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askedSeconds, type Later, OFFLINE, Patience, pauseMs } from "./patience.ts";

const AWAY: Later = { kind: "away", seconds: 5 };
let page: EventTarget & { hidden: boolean };

beforeEach(() => {
  vi.useFakeTimers();
  const window = Object.assign(new EventTarget(), { setTimeout, clearTimeout });
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("window", window);
  vi.stubGlobal("document", page);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Whether a wait is over, told without waiting for it. */
function watched(wait: Promise<void>): { isOver: boolean } {
  const state = { isOver: false };
  void wait.then(() => (state.isOver = true));
  return state;
}

test("the pause is what the server asks, grows with every failure, and ends at half a minute", () => {
  expect([0, 1, 2, 3, 4, 5, 9].map((failures) => pauseMs(failures, 5))).toEqual([
    5000, 5000, 5000, 8000, 16_000, 30_000, 30_000,
  ]);
  expect(pauseMs(0, 0)).toBe(1000);
  expect(pauseMs(0, 86_400)).toBe(30_000);
});

test.each([
  ["7", 7],
  ["", 0],
  ["Fri, 31 Dec 1999 23:59:59 GMT", 0],
])("Retry-After %j asks for %i seconds", (text, seconds) => {
  expect(askedSeconds(new Headers(text === "" ? {} : { "Retry-After": text }))).toBe(seconds);
});

test("a busy server is told of after a while, a missing network at once", async () => {
  const patience = new Patience();
  expect(patience.mustTell(OFFLINE)).toBe(true);
  const told = [];
  for (let round = 0; round < 4; round += 1) {
    told.push(patience.mustTell(AWAY));
    const wait = patience.wait(AWAY);
    await vi.runAllTimersAsync();
    await wait;
  }
  expect(told).toEqual([false, false, false, true]);
});

test("it does not ask while nobody looks, and at once when somebody does", async () => {
  const wait = watched(new Patience().wait(AWAY));
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wait.isOver).toBe(false);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(0);
  expect(wait.isOver).toBe(true);
});

test("a network that comes back and a touch end the wait", async () => {
  const waits = [new Patience(), new Patience()].map((patience) => ({ patience, wait: watched(patience.wait(AWAY)) }));
  waits[1]?.patience.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(waits.map(({ wait }) => wait.isOver)).toEqual([false, true]);
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(waits.map(({ wait }) => wait.isOver)).toEqual([true, true]);
});
