import { expect, test } from "vitest";
import { pauseMs } from "./poll.ts";

test("the pause doubles with every failure up to half a minute", () => {
  expect([0, 1, 2, 3, 9].map(pauseMs)).toEqual([4000, 8000, 16000, 30000, 30000]);
});
