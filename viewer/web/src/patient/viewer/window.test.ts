import { expect, test } from "vitest";
import { draggedWindow, parsedWindow, previewTable, windowText } from "./window.ts";

const BRAIN = { center: 40, width: 80 };
const SCREEN = { width: 400, height: 600 };

test("a window is written and read back", () => {
  expect(windowText(BRAIN)).toBe("40,80");
  expect(parsedWindow("40,80")).toEqual(BRAIN);
});

test.each([null, "", "40", "40,0", "40,-1", "a,b", "1,2,3"])("%j is no window", (text) => {
  expect(parsedWindow(text)).toBeNull();
});

test("up makes brighter, right lowers the contrast", () => {
  expect(draggedWindow(BRAIN, 0, -300, SCREEN)).toEqual({ center: 0, width: 80 });
  expect(draggedWindow(BRAIN, 200, 0, SCREEN)).toEqual({ center: 40, width: 160 });
});

test("the preview of the same window changes nothing", () => {
  expect(Array.from(previewTable(BRAIN, BRAIN))).toEqual(Array.from({ length: 256 }, (_, grey) => grey));
});

test("the preview of another window is the standard's line between the same values", () => {
  const wide = { center: 40, width: 160 };
  const table = previewTable(BRAIN, wide);
  expect([table[0], table[255]]).toEqual([64, 191]);
  expect(previewTable(wide, BRAIN)[64]).toBe(0);
  expect(previewTable(wide, BRAIN)[192]).toBe(255);
});
