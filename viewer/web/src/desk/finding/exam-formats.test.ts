import { describe, expect, test } from "vitest";
import { en } from "../words/en.ts";
import { ALL, isSame, toggled, without } from "./criteria.ts";
import { ageAt, examTime } from "./exam-formats.ts";

describe("an exam's time", () => {
  test("is a day and a time, today by its name", () => {
    expect(examTime("20261103083000", en, new Date(2026, 10, 26))).toBe("2026-11-03 08:30");
    expect(examTime("20261126093100", en, new Date(2026, 10, 26))).toBe("today 09:31");
    expect(examTime("", en)).toBe("");
  });
});

describe("an age", () => {
  test.each([
    ["19800229", "20260228", "45 y"],
    ["19800229", "20260301", "46 y"],
    ["20260110", "20260209", "30 d"],
    ["20260110", "20260210", "1 mo"],
    ["20240101", "20261231", "35 mo"],
    ["20240101", "20270101", "3 y"],
    ["20270101", "20260101", ""],
    ["", "20260101", ""],
    ["198002", "20260101", ""],
  ])("of somebody born %s on %s is %s", (born, exam, age) => {
    expect(ageAt(born, exam, en)).toBe(age);
  });
});

describe("criteria", () => {
  test("are the same whatever the order of their values", () => {
    expect(isSame({ ...ALL, modalities: ["CT", "MR"] }, { ...ALL, modalities: ["MR", "CT"], text: " " })).toBe(true);
    expect(isSame(ALL, { ...ALL, unread_only: true })).toBe(false);
  });

  test("gain and lose a value", () => {
    expect(toggled(["CT"], "MR")).toEqual(["CT", "MR"]);
    expect(toggled(["CT", "MR"], "CT")).toEqual(["MR"]);
  });

  test("lose a word of their text", () => {
    expect(without("ct zhang 2026-11", "zhang")).toBe("ct 2026-11");
    expect(without("ct", "mr")).toBe("ct");
  });
});
