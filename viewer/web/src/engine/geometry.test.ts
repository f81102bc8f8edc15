import { describe, expect, test } from "vitest";
import { cut, nearestPage, planeOf } from "./geometry.ts";
import { follow, startLink } from "./linking.ts";
import { openSeries, type OpenSeries, type Page } from "./pages.ts";
import type { FrameFacts, Series, Study } from "./study.ts";
import { viewportOf, type ViewState } from "./view-state.ts";

const AXIAL = [1, 0, 0, 0, 1, 0] as const;
const SAGITTAL = [0, 1, 0, 0, 0, -1] as const;

function series(id: number, directions: FrameFacts["directions"], places: [number, number, number][], reference = "1") {
  const facts = { rows: 10, columns: 20, directions, spacing_mm: [2, 1], frame_of_reference: reference };
  const spacing = places.length < 2 ? null : Math.abs((places[1]?.[2] ?? 0) - (places[0]?.[2] ?? 0)) || 1;
  const told = {
    key: "1",
    spacing_mm: spacing,
    facts: [facts],
    frames: places.map((place, at) => [at, 1, 0, at, ...place]),
  };
  return openSeries({ id } as Study, told as unknown as Series);
}

const stack = (id: number, from: number, step: number, count: number, reference = "1") =>
  series(
    id,
    AXIAL,
    Array.from({ length: count }, (_, at) => [0, 0, from + at * step] as [number, number, number]),
    reference,
  );

describe("planes", () => {
  test("of a page have the extent of its pixels", () => {
    const plane = planeOf(stack(1, 5, 1, 1).pages[0] as Page);
    expect(plane?.corners[2]).toEqual([20, 20, 5]);
  });

  test("cut each other in a line", () => {
    const sagittal = planeOf(series(1, SAGITTAL, [[7, 0, 20]]).pages[0] as Page);
    expect(sagittal && cut(sagittal, [0, 0, 5], [0, 0, 1])).toEqual([
      [7, 20, 5],
      [7, 0, 5],
    ]);
    expect(sagittal && cut(sagittal, [0, 0, 50], [0, 0, 1])).toBeNull();
  });

  test("that face the same way do not", () => {
    const plane = planeOf(stack(1, 5, 1, 1).pages[0] as Page);
    expect(plane && cut(plane, [0, 0, 5], [0, 0, 1])).toBeNull();
  });

  test("have a nearest page", () => {
    expect(nearestPage(stack(1, 0, 3, 10).pages, [50, 50, 13])).toBe(4);
  });
});

describe("linked places", () => {
  const linked = (first: OpenSeries, second: OpenSeries, pages: [number, number], now: number) => {
    const named = new Map([
      [first.name, first],
      [second.name, second],
    ]);
    const began: ViewState = {
      rows: 1,
      columns: 2,
      active: 0,
      isLinked: true,
      viewports: [viewportOf(first.name, pages[0]), viewportOf(second.name, pages[1])],
    };
    const moved = { ...began, viewports: [viewportOf(first.name, now), began.viewports[1] ?? null] };
    return follow(moved, 0, startLink(began), (name) => named.get(name)).viewports[1]?.page;
  };

  test("show the same place where they share a space", () => {
    expect(linked(stack(1, 0, 1, 30), stack(2, 0, 3, 10), [0, 7], 12)).toBe(4);
  });

  test("keep their distance in millimetres where they do not", () => {
    expect(linked(stack(1, 0, 1, 30), stack(2, 100, 3, 10, "2"), [3, 2], 12)).toBe(5);
  });

  test("go the same way through the patient where one was taken from the other end", () => {
    expect(linked(stack(1, 0, 1, 30), stack(2, 100, -1, 30, "2"), [3, 20], 12)).toBe(11);
  });

  test("stay where they are at right angles in the same space", () => {
    const other = series(2, SAGITTAL, [
      [0, 0, 0],
      [5, 0, 0],
    ]);
    expect(linked(stack(1, 0, 1, 30), other, [0, 1], 12)).toBe(1);
  });
});
