import { expect, test } from "vitest";
import type { Person } from "../wire.ts";
import { asked, completed, completions, mentioned, pieces } from "./mentions.ts";

const person = (participant: number, name: string, spelt: string[] = []): Person => ({ participant, name, spelt, hospital: "", part: "speaks", is_guest: false, connections: [] }); // prettier-ignore
const ALL = [
  person(1, "王丽", ["li", "wangli", "wl"]),
  person(2, "Anna Berg"),
  person(3, "Anna Bergmann"),
  person(4, "王丽华"),
];
const NAMES = ALL.map(({ name }) => name);

test("completes a name from its first letters, in any script", () => {
  expect(completions(ALL, "王").map(({ participant }) => participant)).toEqual([1, 4]);
  expect(completions(ALL, "berg").map(({ participant }) => participant)).toEqual([2, 3]);
  expect(completions(ALL, "wang l").map(({ participant }) => participant)).toEqual([1]);
  expect(completed("look @an please", 8, "Anna Berg")).toEqual({ text: "look @Anna Berg please", at: 16 });
});

test("offers everybody whose name begins so", () => {
  const many = Array.from({ length: 9 }, (_, n) => person(n, `Li ${n}`));
  expect(completions(many, "li")).toHaveLength(9);
});

test("asks for nobody where no name is being written", () => {
  expect(asked("mail a@b", 8)).toBeNull();
  expect(asked("nothing", 7)).toBeNull();
  expect(asked("@ ", 2)).toBeNull();
  expect(asked("@an", 3)).toEqual({ from: 0, letters: "an" });
  expect(asked("请@王", 3)).toEqual({ from: 1, letters: "王" });
});

test("asks for nobody any more once a whole name stands there", () => {
  const { text, at } = completed("@wang", 5, "王丽");
  expect(asked(text, at, NAMES)).toBeNull();
  expect(asked("@Anna B", 7, NAMES)).toEqual({ from: 0, letters: "Anna B" });
});

test.each([
  ["@王丽 please", [1]],
  ["@王丽看一下", [1]],
  ["@王丽华 please", [4]],
  ["@Anna Bergmann please", [3]],
  ["@Anna Berg, @Anna Bergmann", [2, 3]],
  ["@Anna Bergstrom", []],
])("knows whom a text names: %s", (text, named) => {
  expect(mentioned(text, ALL)).toEqual(named);
});

test("shows the names apart", () => {
  expect(pieces("@Anna Bergmann, see", NAMES)).toEqual([
    { text: "@Anna Bergmann", isName: true },
    { text: ", see", isName: false },
  ]);
});
