import { expect, test } from "vitest";
import { screenInPicture, sheetOf, toPatient, toScreen } from "./flat-ground.ts";
import { edgesOfPlane } from "./letters.ts";
import { openSeries, type Page } from "./pages.ts";
import type { Series, Study } from "./study.ts";
import { viewportOf } from "./view-state.ts";

const AXIAL = (rotation: number, isFlippedHorizontally: boolean, isFlippedVertically: boolean) => {
  const [right, down] = screenInPicture({ rotation, isFlippedHorizontally, isFlippedVertically });
  const { left, right: r, top, bottom } = edgesOfPlane([right[0], right[1], 0], [down[0], down[1], 0]);
  return [left, r, top, bottom].join("");
};

test.each([
  [0, false, false, "RLAP"],
  [90, false, false, "PARL"],
  [180, false, false, "LRPA"],
  [0, true, false, "LRAP"],
  [0, false, true, "RLPA"],
  [90, false, true, "APRL"],
  [90, true, false, "PALR"],
])("an axial slice turned by %d, flipped %s and %s, shows %s", (rotation, horizontally, vertically, letters) => {
  expect(AXIAL(rotation, horizontally, vertically)).toBe(letters);
});

test("a point of the patient lies where it is drawn, however the picture is turned", () => {
  const facts = { rows: 100, columns: 200, directions: [0, 1, 0, 0, 0, -1], spacing_mm: [2, 1], pixel_aspect: 2 };
  const told = { key: "1", facts: [facts], frames: [[1, 1, 0, 1, 5, 6, 7]] };
  const series = openSeries({ id: 1 } as Study, told as unknown as Series);
  const state = {
    ...viewportOf(series.name),
    zoom: 1.5,
    pan: [0.1, -0.2] as const,
    rotation: 90,
    isFlippedVertically: true,
  };
  const sheet = sheetOf(series.pages[0] as Page);
  const size = { width: 800, height: 600 };
  // The centre of the picture stands where it was moved to.
  const [x, y] = toScreen(sheet, state, size, [5, 6 + 99.5, 7 - 99]);
  expect([x, y]).toEqual([400 + 0.1 * 900, 300 - 0.2 * 900]);
  for (const point of [
    [5, 6, 7],
    [5, 40, -60],
  ] as const) {
    const back = toPatient(sheet, state, size, toScreen(sheet, state, size, point));
    back.forEach((value, axis) => expect(value).toBeCloseTo(point[axis] ?? 0, 6));
  }
});
