import { describe, expect, test } from "vitest";
import type { FrameFacts } from "./study.ts";
import { automaticWindow, toValues, valueType, windowEnds, windowOfEnds } from "./values.ts";

const facts = (values: Partial<FrameFacts>): FrameFacts =>
  ({
    rows: 1,
    columns: 4,
    is_colour: false,
    is_signed: false,
    bits_stored: 12,
    slope: 1,
    intercept: 0,
    padding: null,
    windows: [],
    ...values,
  }) as FrameFacts;

describe("the type of values", () => {
  test.each([
    [{ bits_stored: 8 }, "Uint8Array"],
    [{ bits_stored: 12, intercept: -1024 }, "Int16Array"],
    [{ bits_stored: 16 }, "Uint16Array"],
    [{ bits_stored: 16, is_signed: true }, "Int16Array"],
    [{ bits_stored: 16, intercept: -1024 }, "Float32Array"],
    [{ slope: 0.5 }, "Float32Array"],
    [{ bits_stored: 32 }, "Float32Array"],
    [{ is_colour: true, bits_stored: 8 }, "Uint8Array"],
  ] as const)("%j needs %s", (values, type) => {
    expect(valueType([facts(values)])).toBe(type);
  });

  test("holds every frame of a series", () => {
    expect(valueType([facts({}), facts({ slope: 1.5 })])).toBe("Float32Array");
  });
});

describe("values of stored samples", () => {
  test("take slope and intercept", () => {
    const values = toValues(Uint16Array.of(0, 1024, 4095), facts({ intercept: -1024 }), false, "Int16Array");
    expect([...values]).toEqual([-1024, 0, 3071]);
  });

  test("have a sign that the code stream did not know", () => {
    const signed = facts({ is_signed: true, bits_stored: 12 });
    expect([...toValues(Uint16Array.of(0, 0x7ff, 0x800, 0xfff), signed, false, "Int16Array")]).toEqual([
      0, 2047, -2048, -1,
    ]);
    expect([...toValues(Int16Array.of(-5, 5), signed, true, "Int16Array")]).toEqual([-5, 5]);
  });
});

describe("windows", () => {
  test.each([
    [{ center: 40, width: 80, function: "LINEAR" }, [0, 79]],
    [{ center: 40, width: 80, function: "LINEAR_EXACT" }, [0, 80]],
  ] as const)("%j ends at %j, and comes back", (window, ends) => {
    expect(windowEnds(window)).toEqual(ends);
    expect(windowOfEnds(ends[0], ends[1], window.function)).toEqual({ center: window.center, width: window.width });
  });

  test("of eight bits show everything", () => {
    const found = automaticWindow(facts({ bits_stored: 8 }), Uint8Array.of(10, 20, 30, 40));
    expect(windowEnds(found)).toEqual([0, 255]);
  });

  test("that are chosen leave padding out", () => {
    const values = Int16Array.of(-2000, 10, 20, 30);
    expect(windowEnds(automaticWindow(facts({ padding: [-2000, -2000] }), values))).toEqual([10, 30]);
  });
});
