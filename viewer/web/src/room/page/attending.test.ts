import { expect, test } from "vitest";
import { isThere, type Noticed } from "./attending.ts";

const NOTHING: Noticed = { isLive: true, isCalling: false, isInSight: true, isTouched: false, isOthersTurn: false };

test.each([
  ["nothing happens", {}, false],
  ["somebody else does something", { isOthersTurn: true }, true],
  ["the pointer moves", { isTouched: true }, true],
  ["others do something out of sight", { isInSight: false, isOthersTurn: true }, false],
  ["they are in the call behind another window", { isInSight: false, isCalling: true }, true],
  ["the consult is concluded", { isLive: false, isCalling: true, isTouched: true }, false],
])("while %s: %j", (_, noticed, there) => {
  expect(isThere({ ...NOTHING, ...noticed })).toBe(there);
});
