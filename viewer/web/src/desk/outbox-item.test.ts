import { expect, test } from "vitest";
import { outboxItem } from "./outbox-item.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

test.each([
  ["consult 17 v1 presentation-state 2", "会诊 17，第 1 版：显示状态 2", "Consult 17, version 1: presentation state 2"],
  ["consult 17 v2 document 1", "会诊 17，第 2 版：文档（PDF）", "Consult 17, version 2: document (PDF)"],
  ["consult 17 v1 notice", "会诊 17，第 1 版：通知", "Consult 17, version 1: notice"],
  ["consult 17 v1 something-new", "consult 17 v1 something-new", "consult 17 v1 something-new"],
  ["anything else", "anything else", "anything else"],
])("%s is told in words", (key, chinese, english) => {
  expect(outboxItem(key, zh)).toBe(chinese);
  expect(outboxItem(key, en)).toBe(english);
});
