import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Room } from "../room.ts";
import { filmOf } from "./film.ts";
import { Projector } from "./projector.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a film that stands still is not taken for a line that is gone", () => {
  const projector = new Projector(filmOf([]), []);
  let opened = 0;
  const room = new Room(() => {
    opened += 1;
    return projector.open();
  });
  vi.advanceTimersByTime(1);
  expect(room.line).toBe("open");
  vi.advanceTimersByTime(120_000);
  expect([room.line, opened]).toEqual(["open", 1]);
  room.close();
  expect(vi.getTimerCount()).toBe(0);
});
