import { expect, test } from "vitest";
import {
  draggedWindow,
  parsedWindow,
  previewTable,
  windowLabel,
  windowText,
  type VoiFunction,
  type Window,
} from "./window.ts";

const BRAIN: Window = { center: 40, width: 80, voi: "LINEAR" };
const MAP: Window = { center: 0.25, width: 0.5, voi: "LINEAR_EXACT" };
const SCREEN = { width: 400, height: 600 };

/** PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and C.11.2.1.3.2, word for word, from 0 to 1. */
function standard(x: number, { center: c, width: w, voi }: Window): number {
  if (voi === "SIGMOID") return 1 / (1 + Math.exp((-4 * (x - c)) / w));
  if (voi === "LINEAR_EXACT") return x <= c - w / 2 ? 0 : x > c + w / 2 ? 1 : (x - c) / w + 0.5;
  return x <= c - 0.5 - (w - 1) / 2 ? 0 : x > c - 0.5 + (w - 1) / 2 ? 1 : (x - (c - 0.5)) / (w - 1) + 0.5;
}

test.each([BRAIN, MAP, { center: -1024.5, width: 1e-7, voi: "SIGMOID" } as const])(
  "%j is written and read back",
  (window) => {
    expect(parsedWindow(windowText(window))).toEqual(window);
  },
);

test("a window without a function is LINEAR", () => {
  expect(windowText(BRAIN)).toBe("40,80,LINEAR");
  expect(parsedWindow("40,80")).toEqual(BRAIN);
});

test.each([null, "", "40", ",80", "40,0", "40,-1", "a,b", "1,2,3", "1,2,LINEAR,"])("%j is no window", (text) => {
  expect(parsedWindow(text)).toBeNull();
});

test("up makes brighter, right lowers the contrast", () => {
  expect(draggedWindow(BRAIN, 0, -300, SCREEN, false)).toEqual({ ...BRAIN, center: 0 });
  expect(draggedWindow(BRAIN, 200, 0, SCREEN, false)).toEqual({ ...BRAIN, width: 160 });
});

test("up makes brighter where the lowest value is white, too", () => {
  expect(draggedWindow(BRAIN, 0, -300, SCREEN, true)).toEqual({ ...BRAIN, center: 80 });
});

test("a narrow window keeps its figures, its function, and the place of its values", () => {
  expect(draggedWindow(MAP, 0, -60, SCREEN, false)).toEqual({ ...MAP, center: 0.2 });
  expect(draggedWindow({ ...MAP, width: 0.000123456 }, 0, 0, SCREEN, false).width).toBe(0.0001235);
  expect(draggedWindow({ center: 100_000.25, width: 0.5, voi: "SIGMOID" }, 0, 0, SCREEN, false).center).toBe(
    100_000.25,
  );
});

test("below a width of 1 LINEAR goes on as LINEAR_EXACT", () => {
  const narrow = draggedWindow({ center: 40, width: 2, voi: "LINEAR" }, -400, 0, SCREEN, false);
  expect(narrow).toEqual({ center: 39.5, width: 0.5, voi: "LINEAR_EXACT" });
});

test.each([
  [BRAIN, "C 40 · W 80"],
  [MAP, "C 0.25 · W 0.5"],
  [{ center: 1024.5, width: 4096, voi: "LINEAR" } as const, "C 1025 · W 4096"],
  [{ center: 0.0012347, width: 0.00098765, voi: "LINEAR_EXACT" } as const, "C 0.001235 · W 0.000988"],
])("people read of %j: %s", (window, text) => {
  expect(windowLabel(window)).toBe(text);
});

test.each([false, true])("the preview of the same window changes nothing (inverse: %s)", (isInverse) => {
  for (const window of [BRAIN, MAP]) {
    expect(Array.from(previewTable(window, window, isInverse))).toEqual(Array.from({ length: 256 }, (_, grey) => grey));
  }
});

const FUNCTIONS: VoiFunction[] = ["LINEAR", "LINEAR_EXACT", "SIGMOID"];

test.each(FUNCTIONS.flatMap((voi) => [false, true].map((isInverse) => [voi, isInverse] as const)))(
  "the preview of a %s picture is what the standard makes of the same values (inverse: %s)",
  (voi, isInverse) => {
    const from: Window = { center: 40, width: 80, voi };
    const grey = (value: number, window: Window) => {
      const level = standard(value, window) * 255;
      return Math.floor((isInverse ? 255 - level : level) + 0.5);
    };
    for (const to of [
      { ...from, center: 55 },
      { ...from, width: 160 },
      { center: 30, width: 50, voi },
    ]) {
      const table = previewTable(from, to, isInverse);
      for (let value = 2; value < 78; value += 1) {
        expect(Math.abs((table[grey(value, from)] ?? -9) - grey(value, to))).toBeLessThanOrEqual(2);
      }
    }
  },
);
