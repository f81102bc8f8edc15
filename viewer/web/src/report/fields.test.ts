import { describe, expect, test } from "vitest";
import { formerField, nextField } from "./fields.ts";

const TEXT = "层厚 {层厚} mm，{未见异常}。";

describe("fields", () => {
  test("come one after the other", () => {
    expect(nextField(TEXT, 0)).toEqual({ start: 3, end: 7 });
    expect(nextField(TEXT, 7)).toEqual({ start: 11, end: 17 });
    expect(nextField(TEXT, 17)).toBeNull();
  });

  test("are gone back to", () => {
    expect(formerField(TEXT, 17)).toEqual({ start: 11, end: 17 });
    expect(formerField(TEXT, 11)).toEqual({ start: 3, end: 7 });
    expect(formerField(TEXT, 3)).toBeNull();
  });

  test("do not reach over a line or into each other", () => {
    expect(nextField("{a\nb}", 0)).toBeNull();
    expect(nextField("{{x}", 0)).toEqual({ start: 1, end: 4 });
  });
});
