import { expect, test } from "vitest";
import { credentialsOf } from "./first-question.ts";

test("a typed code comes before what was scanned, and that before what was opened earlier", () => {
  expect(credentialsOf("code", "secret", "link")).toEqual({ code: "code" });
  expect(credentialsOf(null, "secret", "link")).toEqual({ secret: "secret" });
  expect(credentialsOf(null, null, "link")).toEqual({ link: "link" });
  expect(credentialsOf(null, null, null)).toEqual({});
});
