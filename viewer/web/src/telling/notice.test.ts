import { describe, expect, test } from "vitest";
import { noticeOf, ownPath } from "./notice.ts";

describe("a push message", () => {
  test("is shown as it says", () => {
    const said = { title: "有一个会诊在等您", body: "MAIN", path: "/c/7", tag: "a", language: "zh", stays: true };
    expect(noticeOf(JSON.stringify(said))).toEqual(said);
  });

  test.each(["", "{", "null", "[]", '{"title":7,"path":{}}'])("that can't be read leads to the inbox: %s", (text) => {
    expect(noticeOf(text)).toMatchObject({ title: "Filmless", path: "/#/inbox", stays: false });
  });

  test.each([
    "//elsewhere.example",
    "https://elsewhere.example/",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "c/1",
    "",
  ])("leads nowhere else: %s", (path) => {
    expect(ownPath(path)).toBe("/#/inbox");
  });
});
