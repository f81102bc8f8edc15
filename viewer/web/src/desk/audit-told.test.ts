import { describe, expect, test } from "vitest";
import { told } from "./audit-told.ts";
import { PROBLEMS } from "./problems.ts";
import { en } from "./words/en.ts";
import { auditWhy } from "./words/en-why.ts";
import { zh } from "./words/zh.ts";

const WORDS = [...new Set([...Object.keys(PROBLEMS), ...Object.keys(auditWhy)])];

describe("why something was refused", () => {
  test.each(WORDS)("is told in words: %s", (word) => {
    expect(told("why", word, zh, "zh")).toMatch(/\p{Script=Han}/u);
    expect(told("why", word, en, "en")).toMatch(/^\p{Letter}+[ ’']/u);
  });

  test("stands as it is where it is new to this page", () => {
    expect(told("why", "brand-new", en, "en")).toBe("brand-new");
  });
});
