import { expect, test } from "vitest";
import { preferencesCookie, readPreferences } from "./preferences.ts";

test("what is kept comes back", () => {
  const preferences = { language: "en", largeType: true } as const;
  const cookie = preferencesCookie(preferences).split(";")[0] ?? "";
  expect(readPreferences(`other=1; ${cookie}`, ["zh-CN"])).toEqual(preferences);
});

test("without a cookie the browser's language counts, and type is of normal size", () => {
  expect(readPreferences("", ["en-US"])).toEqual({ language: "en", largeType: false });
});

test("a cookie of another shape is not believed", () => {
  expect(readPreferences("filmless_reading=<script>.large", ["zh"])).toEqual({ language: "zh-CN", largeType: false });
});
