import { expect, test } from "vitest";
import { codeOf, doorOf } from "./door.ts";

test("a consult's page goes through the door of that consult alone", () => {
  expect(doorOf("/c/Ab_9-x")).toBe("/c/api/Ab_9-x");
  expect(codeOf("/c/Ab_9-x/")).toBe("Ab_9-x");
});

test.each(["/", "/view", "/c/", "/c/a/b", "/c/..%2f", "/c/a?b"])("%s is of the desk", (path) => {
  expect(doorOf(path)).toBe("/desk/api");
  expect(codeOf(path)).toBeNull();
});
