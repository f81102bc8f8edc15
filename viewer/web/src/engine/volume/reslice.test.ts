import { expect, test } from "vitest";
import { add } from "../geometry.ts";
import { openSeries } from "../pages.ts";
import type { Point3, Series, Study } from "../study.ts";
import type { SlabKind } from "../view-state.ts";
import type { CutSheet } from "./even-pixels.ts";
import { type CutPlane, DIRECTIONS } from "./plane-grid.ts";
import type { Volume } from "./reslice.ts";
import { middleOf, slicesOf } from "./volume-geometry.ts";
import { cut } from "./volume-worker.ts";

const UPRIGHT = [1, 0, 0, 0, 1, 0];

interface Made {
  readonly columns?: number;
  readonly rows?: number;
  readonly spacing?: readonly [number, number];
  readonly directions?: readonly number[];
  readonly positions: readonly Point3[];
  /** The value at a point of the patient. */
  readonly value: (point: Point3) => number;
}

/** Slices of a body whose value is known everywhere. */
function volumeOf({ columns = 40, rows = 30, spacing = [0.8, 0.5], directions = UPRIGHT, positions, value }: Made) {
  const facts = { rows, columns, directions, spacing_mm: spacing, pixel_aspect: 1, is_colour: false };
  const frames = positions.map((position, at) => [at + 1, 1, 0, at + 1, ...position]);
  const told = { key: "1", facts: [facts], frames, problems: [] };
  const slices = slicesOf(openSeries({ id: 1 } as Study, told as unknown as Series));
  if (typeof slices === "string") throw new Error(slices);
  const { geometry, order } = slices;
  const values = new Float32Array(columns * rows * positions.length);
  order.forEach((number, slice) => {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const across = add(positions[number]!, geometry.row, column * spacing[1]);
        values[(slice * rows + row) * columns + column] = value(add(across, geometry.column, row * spacing[0]));
      }
    }
  });
  const volume: Volume = { geometry, values, here: new Uint8Array(positions.length).fill(1) };
  return volume;
}

function wish(volume: Volume, plane: CutPlane, slab: { kind: SlabKind; mm: number } | null = null, point?: Point3) {
  return cut(volume, { plane, point: point ?? middleOf(volume.geometry), slab, coarser: 1 });
}

/** Calls back for every pixel that has a value, but those at the rim, where the volume's edge goes on. */
function each({ sheet, values }: CutSheet, rim: number, told: (point: Point3, value: number) => void): number {
  let count = 0;
  for (let row = rim; row < sheet.rows - rim; row++) {
    for (let column = rim; column < sheet.columns - rim; column++) {
      const value = values[row * sheet.columns + column]!;
      if (Number.isNaN(value)) continue;
      count++;
      told(add(add(sheet.origin, sheet.row, column * sheet.column_mm), sheet.column, row * sheet.row_mm), value);
    }
  }
  return count;
}

const stack = (count: number, step: number): Point3[] =>
  Array.from({ length: count }, (_, at) => [-10, -12, 5 + at * step] as const);
const RAMP = ([x, y, z]: Point3) => 3 * x - 2 * y + 5 * z + 7;
const PLANES: readonly CutPlane[] = ["axial", "coronal", "sagittal"];
const TILTED = Array.from({ length: 12 }, (_, at) => [-10, -12 + at * 0.9, 5 + at * 2.5] as const);
// Turned around two axes, as heads lie in scanners.
const OBLIQUE = [0.96, 0.28, 0, -0.2688, 0.9216, 0.28];
const OBLIQUE_NORMAL: Point3 = [0.28 * 0.28, -0.96 * 0.28, 0.96 * 0.9216 + 0.28 * 0.2688];

const STACKS: readonly (readonly [string, Omit<Made, "value">])[] = [
  ["even slices, five times as far apart as pixels", { positions: stack(12, 2.5) }],
  ["slices that are counted downwards", { positions: stack(12, 2.5).reverse() }],
  ["uneven distances", { positions: [0, 2, 4.5, 6, 8.2, 10, 12].map((z) => [-10, -12, z] as const) }],
  ["a tilted gantry", { positions: TILTED }],
  [
    "an oblique volume",
    {
      directions: OBLIQUE,
      positions: Array.from({ length: 14 }, (_, at) => add([-10, -12, 5], OBLIQUE_NORMAL, at * 1.5)),
    },
  ],
];

test.each(STACKS.flatMap(([name, made]) => PLANES.map((plane) => [plane, name, made] as const)))(
  "a ramp stays exactly what it is in the %s plane of %s",
  (plane, _, made) => {
    const volume = volumeOf({ ...made, value: RAMP });
    const found = wish(volume, plane);
    const rim = Math.ceil(2.5 / Math.min(found.sheet.column_mm, found.sheet.row_mm));
    let most = 0;
    const count = each(found, rim, (point, value) => {
      if (isWithin(volume, point)) most = Math.max(most, Math.abs(value - RAMP(point)));
    });
    expect(count).toBeGreaterThan(100);
    expect(most).toBeLessThan(0.02);
  },
);

/** Whether a point lies a pixel within the outermost ones: beyond those the edge goes on, and no ramp does. */
function isWithin({ geometry }: Volume, point: Point3): boolean {
  const from = add(point, geometry.origin, -1);
  const along = (direction: Point3) => from[0] * direction[0] + from[1] * direction[1] + from[2] * direction[2];
  const depth = along(geometry.normal);
  const last = geometry.depths.length - 1;
  if (depth < 0 || depth > geometry.depths[last]!) return false;
  const slice = Math.min(geometry.depths.filter((each) => each <= depth).length - 1, last - 1);
  const share = (depth - geometry.depths[slice]!) / (geometry.depths[slice + 1]! - geometry.depths[slice]!);
  const shift = [0, 1].map((axis) => {
    const [one, other] = [geometry.shifts[slice]![axis]!, geometry.shifts[slice + 1]![axis]!];
    return one + (other - one) * share;
  });
  const column = along(geometry.row) / geometry.column_mm - shift[0]!;
  const row = along(geometry.column) / geometry.row_mm - shift[1]!;
  return column >= 1 && row >= 1 && column <= geometry.columns - 2 && row <= geometry.rows - 2;
}

test.each(PLANES)("a ball is as large in the %s plane as it is, whatever the spacing", (plane) => {
  const middle: Point3 = [0, 0, 20];
  const radius = 8;
  const ball = ([x, y, z]: Point3) => 100 * (radius + 0.5 - Math.hypot(x - middle[0], y - middle[1], z - middle[2]));
  const positions = Array.from({ length: 31 }, (_, at) => [-15, -15, 5 + at] as const);
  const volume = volumeOf({ columns: 61, rows: 38, spacing: [0.8, 0.5], positions, value: ball });
  const { sheet, values } = wish(volume, plane, null, middle);
  const inside = values.filter((value) => value > 50).length * sheet.row_mm * sheet.column_mm;
  expect(inside / (Math.PI * radius ** 2)).toBeCloseTo(1, 1.5);
  expect(Math.abs(inside / (Math.PI * radius ** 2) - 1)).toBeLessThan(0.02);
});

test("each plane is seen from where readers expect", () => {
  const volume = volumeOf({ positions: stack(12, 2.5), value: RAMP });
  for (const plane of PLANES) {
    const { sheet } = wish(volume, plane);
    expect([sheet.row, sheet.column]).toEqual([DIRECTIONS[plane].right, DIRECTIONS[plane].down]);
  }
  // Along the slices the pixels are those of the volume, at their own places.
  const { sheet, values } = wish(volume, "coronal", null, [0, -12 + 0.8 * 4, 20]);
  expect(sheet.column_mm).toBeCloseTo(0.5, 9);
  expect(sheet.origin[0]).toBeCloseTo(-10, 9);
  expect(values[Math.floor(sheet.rows / 2) * sheet.columns]).toBeDefined();
});

test("of a slab the brightest, the darkest and the mean are those of its whole thickness", () => {
  // A bright slice between dark ones; between slices values run straight.
  const positions = stack(11, 2);
  const value = ([, , z]: Point3) => (Math.abs(z - 15) < 0.1 ? 1000 : 0);
  const volume = volumeOf({ positions, value });
  const point: Point3 = [0, 0, 14];
  const at = ({ sheet, values }: CutSheet) => values[Math.floor(sheet.rows / 2) * sheet.columns + 20]!;
  expect(at(wish(volume, "axial", null, point))).toBeCloseTo(500, 3);
  expect(at(wish(volume, "axial", { kind: "mip", mm: 4 }, point))).toBeCloseTo(1000, 3);
  expect(at(wish(volume, "axial", { kind: "minip", mm: 4 }, point))).toBeCloseTo(0, 3);
  // From 12 to 16: nothing up to 13, then a slope up to 1000 at 15, then half of the way down: (1000 + 750) / 4.
  expect(at(wish(volume, "axial", { kind: "average", mm: 4 }, point))).toBeCloseTo(437.5, 2);
  expect(at(wish(volume, "coronal", { kind: "mip", mm: 4 }, [0, 0, 15]))).not.toBeNaN();
});

test("nothing is invented where slices are missing, or lie far apart", () => {
  const volume = volumeOf({ positions: [0, 2, 4, 6, 20, 22, 24].map((z) => [-10, -12, z] as const), value: RAMP });
  const at = (z: number) => {
    const { sheet, values } = wish(volume, "axial", null, [0, 0, z]);
    return values[15 * sheet.columns + 20]!;
  };
  expect(at(13)).toBeNaN();
  expect(at(6.8)).not.toBeNaN();
  volume.here[1] = 0;
  expect(at(2)).toBeNaN();
  expect(at(0.5)).not.toBeNaN();
});

test.each([
  ["few-slices", { positions: stack(2, 2) }],
  ["repeated-place", { positions: [...stack(4, 2), ...stack(4, 2)] }],
])("a series is refused in words: %s", (why, made) => {
  expect(() => volumeOf({ ...made, value: RAMP })).toThrow(why);
});
