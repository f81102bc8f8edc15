import { describe, expect, test } from "vitest";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

function leaves(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${path}:${typeof value}`];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`));
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe("the dictionaries", () => {
  test("have the same keys, and the same kind of thing under each", () => {
    expect(leaves(zh).sort()).toEqual(leaves(en).sort());
  });

  test("leave no text empty", () => {
    expect([...texts(en), ...texts(zh)].filter((text) => text.trim() === "")).toEqual([]);
  });

  test("do not mix half-width punctuation into Chinese sentences", () => {
    expect(texts(zh).filter((text) => /\p{Script=Han}[,;:?!](\s|\p{Script=Han}|$)/u.test(text))).toEqual([]);
  });
});
