import { expect, test } from "vitest";
import { refusal } from "./api.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

test("a wrong factor says how many tries are left", () => {
  const body = { error: "wrong_factor", factor: "code", remaining_attempts: 2 };
  expect(refusal(401, body)).toEqual({ kind: "factor", factor: "code", remaining: 2, wrong: true });
});

test("a factor that is asked for is no mistake", () => {
  const body = { error: "factor_required", factor: "birth-date", remaining_attempts: 5 };
  expect(refusal(401, body)).toMatchObject({ kind: "factor", wrong: false });
});

test.each([
  [401, { error: "unauthorized" }, "expired"],
  [404, { error: "unavailable" }, "unavailable"],
  [404, { error: "not_found" }, "failed"],
  [500, null, "failed"],
  [502, "text", "failed"],
  [503, "text", "away"],
])("%i with %j is %s", (status, body, kind) => {
  expect(refusal(status, body).kind).toBe(kind);
});

test("a server that is away says when to come back", () => {
  expect(refusal(503, {}, 5)).toEqual({ kind: "away", seconds: 5 });
});

test("too many tries are told apart, with the time to wait", () => {
  expect(refusal(429, {}, 900)).toEqual({ kind: "failed", tooMany: true, seconds: 900 });
  expect(en.tooMany(15)).toBe("Too many tries just now. Please wait 15 minutes.");
  expect(en.tooMany(1)).toBe("Too many tries just now. Please wait a minute.");
  expect(zh.tooMany(15)).toBe("尝试次数过多，请过 15 分钟再试。");
});
