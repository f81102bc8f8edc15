import { expect, test } from "vitest";
import type { Person } from "../wire.ts";
import { asked, completed, completions, mentioned, pieces } from "./mentions.ts";

const person = (participant: number, name: string): Person => ({ participant, name, hospital: "", part: "speaks", is_guest: false, connections: [] }); // prettier-ignore
const ALL = [person(1, "王丽"), person(2, "Anna Berg"), person(3, "Anna Bergmann")];

test("completes a name from its first letters, in any script", () => {
  expect(completions(ALL, "王").map(({ participant }) => participant)).toEqual([1]);
  expect(completions(ALL, "berg").map(({ participant }) => participant)).toEqual([2, 3]);
  expect(completed("look @an please", 8, "Anna Berg")).toEqual({ text: "look @Anna Berg please", at: 16 });
});

test("asks for nobody where no name is being written", () => {
  expect(asked("mail a@b.de", 11)).toBeNull();
  expect(asked("nothing", 7)).toBeNull();
  expect(asked("@an", 3)).toEqual({ from: 0, letters: "an" });
});

test("knows whom a text names, and shows the names apart", () => {
  expect(mentioned("@王丽 please", ALL)).toEqual([1]);
  expect(
    pieces(
      "@Anna Bergmann, see",
      ALL.map(({ name }) => name),
    ),
  ).toEqual([
    { text: "@Anna Bergmann", isName: true },
    { text: ", see", isName: false },
  ]);
});
