import { beforeEach, expect, test, vi } from "vitest";
import { Gestures } from "./gestures.ts";

const meaning = { dragStart: vi.fn(), drag: vi.fn(), dragEnd: vi.fn(), pinch: vi.fn(), doubleTap: vi.fn() };
let gestures: Gestures;

beforeEach(() => {
  for (const spy of Object.values(meaning)) spy.mockReset();
  gestures = new Gestures(meaning);
});

test("a finger that trembles does not drag", () => {
  gestures.down(1, { x: 100, y: 100 });
  gestures.move(1, { x: 104, y: 103 });
  gestures.up(1, 50);
  expect(meaning.dragStart).not.toHaveBeenCalled();
});

test("one finger drags, counted from where it came down", () => {
  gestures.down(1, { x: 100, y: 100 });
  gestures.move(1, { x: 100, y: 130 });
  gestures.move(1, { x: 100, y: 160 });
  gestures.up(1, 50);
  expect(meaning.dragStart).toHaveBeenCalledTimes(1);
  expect(meaning.drag.mock.calls).toEqual([
    [0, 30],
    [0, 60],
  ]);
  expect(meaning.dragEnd).toHaveBeenCalledTimes(1);
});

test("two fingers enlarge around the place between them and move at once", () => {
  gestures.down(1, { x: 100, y: 100 });
  gestures.down(2, { x: 200, y: 100 });
  gestures.move(2, { x: 300, y: 100 });
  expect(meaning.pinch).toHaveBeenCalledWith(2, { x: 200, y: 100 }, 50, 0);
});

test("lifting one of two fingers does not begin to drag with the other", () => {
  gestures.down(1, { x: 100, y: 100 });
  gestures.down(2, { x: 200, y: 100 });
  gestures.up(2, 10);
  gestures.move(1, { x: 100, y: 300 });
  expect(meaning.drag).not.toHaveBeenCalled();
});

test("two taps of one place within a moment are a double tap", () => {
  for (const at of [0, 200]) {
    gestures.down(1, { x: 50, y: 60 });
    gestures.up(1, at);
  }
  expect(meaning.doubleTap).toHaveBeenCalledWith({ x: 50, y: 60 });
});

test("two slow taps are two taps", () => {
  for (const at of [0, 900]) {
    gestures.down(1, { x: 50, y: 60 });
    gestures.up(1, at);
  }
  expect(meaning.doubleTap).not.toHaveBeenCalled();
});

test("a finger that the page does not know moves nothing", () => {
  gestures.move(7, { x: 1, y: 1 });
  gestures.up(7, 0);
  expect(meaning.drag).not.toHaveBeenCalled();
});
