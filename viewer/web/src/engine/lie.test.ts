import { expect, test } from "vitest";
import { lieOf, sheetOf, toScreen } from "./flat-ground.ts";
import { openSeries, type Page } from "./pages.ts";
import type { Series, Study } from "./study.ts";
import { viewportOf, type ViewportState } from "./view-state.ts";

const FACTS = { rows: 100, columns: 50, directions: [1, 0, 0, 0, 1, 0], spacing_mm: [2, 1], pixel_aspect: 2 };
const TOLD = { key: "1", facts: [FACTS], frames: [[1, 1, 0, 1, 0, 0, 0]] };
const SERIES = openSeries({ id: 1 } as Study, TOLD as unknown as Series);
const SHEET = sheetOf(SERIES.pages[0] as Page);
const SIZE = { width: 800, height: 400 };
const PLAIN = viewportOf(SERIES.name);
const HUNG = { page: 0, side: "left", aspect: 0.25, isFlippedHorizontally: false, isFlippedVertically: false } as const;

const STATES: readonly (readonly [string, Partial<ViewportState>])[] = [
  ["plain", {}],
  ["moved and enlarged", { zoom: 1.5, pan: [0.1, -0.2] }],
  ["turned and flipped", { rotation: 90, isFlippedHorizontally: true, zoom: 0.5 }],
  ["hung, and enlarged from its edge", { hung: HUNG, zoom: 3 }],
  ["hung, and turned", { hung: HUNG, rotation: 180 }],
  ["another page than what was hung", { hung: { ...HUNG, page: 4 } }],
  ["hung, and seen from behind", { hung: HUNG, isFlippedHorizontally: true }],
  ["hung mirrored", { hung: { ...HUNG, isFlippedHorizontally: true }, isFlippedHorizontally: true }],
];

test.each(STATES)("an element that is the picture lies where drawings lie: %s", (_, change) => {
  const state = { ...PLAIN, ...change };
  const { width, height, matrix } = lieOf(SHEET, state, SIZE);
  const [a, b, c, d, right, down] = matrix;
  // The outer edges of the first and of the last pixel, in halves of the element from its middle, and in millimetres.
  for (const [across, along] of [
    [-1, -1],
    [1, -1],
    [1, 1],
  ] as const) {
    const [x, y] = [(across * width) / 2, (along * height) / 2];
    const lies = [a * x + c * y + right + width / 2, b * x + d * y + down + height / 2];
    const [columns, rows] = [24.5 + across * 25, 49.5 + along * 50];
    const drawn = toScreen(SHEET, state, SIZE, [columns, rows * 2, 0]);
    lies.forEach((value, axis) => expect(value).toBeCloseTo(drawn[axis] ?? NaN, 6));
  }
});
