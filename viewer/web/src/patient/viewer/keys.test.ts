import { expect, test } from "vitest";
import { commandOf } from "./keys.ts";

test.each([
  ["ArrowDown", false, { kind: "step", by: 1 }],
  ["ArrowDown", true, { kind: "pan", dx: 0, dy: -40 }],
  ["B", true, { kind: "brightness" }],
  ["+", true, { kind: "zoom", factor: 1.25 }],
  ["Tab", false, null],
  ["q", false, null],
])("%s (shift: %s) means %j", (key, isShifted, command) => {
  expect(commandOf(key, isShifted)).toEqual(command);
});
