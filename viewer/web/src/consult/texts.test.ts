import { describe, expect, test } from "vitest";
import { en } from "../desk/words/en.ts";
import { zh } from "../desk/words/zh.ts";
import { examText, howLong } from "./texts.ts";

describe("the time for an answer", () => {
  test.each([
    [30, "30 minutes", "30 分钟"],
    [60, "1 hour", "1 小时"],
    [90, "90 minutes", "90 分钟"],
    [240, "4 hours", "4 小时"],
    [1440, "24 hours", "24 小时"],
    [2880, "2 days", "2 天"],
  ])("%d minutes", (minutes, english, chinese) => {
    expect(howLong(minutes, en)).toBe(english);
    expect(howLong(minutes, zh)).toBe(chinese);
  });
});

test("an exam is told without whose it is", () => {
  expect(examText({ date: "20260131", modalities: ["CT"], body_parts: ["HEAD"] })).toBe("CT · HEAD · 2026-01-31");
  expect(examText({ date: "", modalities: [], body_parts: [] })).toBe("");
});
