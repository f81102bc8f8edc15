import { expect, test } from "vitest";
import { paintColours, paintGreys, paintPlane, shade } from "./shades.ts";

test.each([
  // PS3.3 C.11.2.1.2.1: the window of its own example, 0 to 4095 for c=2048, w=4096.
  ["LINEAR", 2048, 4096, 0, 0],
  ["LINEAR", 2048, 4096, 4095, 255],
  ["LINEAR", 40, 80, -0.5, 0],
  ["LINEAR", 40, 80, 39.5, 127.5],
  ["LINEAR", 40, 80, 79, 255],
  ["LINEAR", 40, 1, 39, 0],
  ["LINEAR", 40, 1, 40, 255],
  ["LINEAR_EXACT", 40, 80, 40, 127.5],
  ["LINEAR_EXACT", 40, 80, 80, 255],
  ["SIGMOID", 40, 80, 40, 127.5],
  ["SIGMOID", 40, 80, 60, 255 / (1 + Math.exp(-1))],
] as const)("%s with centre %d and width %d shows %d as %d", (form, center, width, value, grey) => {
  expect(shade(value, { function: form, center, width })).toBeCloseTo(grey, 6);
});

test.each([
  ["whole numbers", new Int16Array([-1024, 40, 3000])],
  ["whole numbers without sign", new Uint16Array([0, 40, 3000])],
  ["bytes", new Uint8Array([0, 40, 255])],
  ["fractions", new Float32Array([-1024, 40, 3000])],
])("%s become greys, and the other way round inverted", (_, values) => {
  const window = { function: "LINEAR_EXACT", center: 40, width: 80 } as const;
  const [plain, inverted] = [new Uint32Array(3), new Uint32Array(3)];
  paintGreys(values, plain, { window, table: null, isInverted: false, padding: null });
  paintGreys(values, inverted, { window, table: null, isInverted: true, padding: null });
  expect([...new Uint8Array(plain.buffer)]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]);
  expect([...new Uint8Array(inverted.buffer)]).toEqual([255, 255, 255, 255, 128, 128, 128, 255, 0, 0, 0, 255]);
});

test("colours stay in their order", () => {
  const onto = new Uint32Array(2);
  paintColours(new Uint8Array([1, 2, 3, 255, 128, 0]), onto, false);
  expect([...new Uint8Array(onto.buffer)]).toEqual([1, 2, 3, 255, 255, 128, 0, 255]);
  paintColours(new Uint8Array([1, 2, 3, 255, 128, 0]), onto, true);
  expect([...new Uint8Array(onto.buffer)]).toEqual([254, 253, 252, 255, 0, 127, 255, 255]);
});

test("a table stands in the place of the window, and padding is black whichever way round", () => {
  const table = { first: 10, bits: 8, entries: [0, 100, 255], explanation: "" };
  const window = { function: "LINEAR", center: 0, width: 1 } as const;
  const values = new Int16Array([-5, 10, 11, 12, 99, -2000]);
  const onto = new Uint32Array(6);
  for (const [isInverted, expected] of [
    [false, [0, 0, 100, 255, 255, 0]],
    [true, [255, 255, 155, 0, 0, 0]],
  ] as const) {
    paintGreys(values, onto, { window, table, isInverted, padding: [-2000, -2000] });
    expect([...onto].map((pixel) => pixel & 255)).toEqual(expected);
  }
});

test("a plane is windowed as its values say, and nothing is drawn where there is none", () => {
  const onto = new Uint32Array(4);
  paintPlane(new Float32Array([0, 39.5, 200, Number.NaN]), onto, { function: "LINEAR", center: 40, width: 80 }, false);
  expect([...onto].map((pixel) => pixel & 255)).toEqual([0, 128, 255, 0]);
  expect([...onto].map((pixel) => pixel >>> 24)).toEqual([255, 255, 255, 0]);
});
