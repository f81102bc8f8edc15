import { expect, test } from "vitest";
import { edgesOfCosines, edgesOfLetters } from "./orientation.ts";

test.each([
  ["axial", [1, 0, 0, 0, 1, 0], { left: ["R"], right: ["L"], top: ["A"], bottom: ["P"] }],
  ["sagittal", [0, 1, 0, 0, 0, -1], { left: ["A"], right: ["P"], top: ["H"], bottom: ["F"] }],
  ["coronal", [1, 0, 0, 0, 0, -1], { left: ["R"], right: ["L"], top: ["H"], bottom: ["F"] }],
  ["prone axial", [-1, 0, 0, 0, -1, 0], { left: ["L"], right: ["R"], top: ["P"], bottom: ["A"] }],
  ["oblique", [0.8, 0.6, 0, 0, 0, -1], { left: ["R", "A"], right: ["L", "P"], top: ["H"], bottom: ["F"] }],
  ["nearly axial", [0.99, 0.1, 0, -0.1, 0.99, 0.1], { left: ["R"], right: ["L"], top: ["A"], bottom: ["P"] }],
])("sides of a picture that is %s", (_name, cosines, edges) => {
  expect(edgesOfCosines(cosines)).toEqual(edges);
});

test.each([[[]], [[1, 0, 0]], [[0, 0, 0, 0, 0, 0]], [[1, 0, 0, 0, Number.NaN, 0]]])(
  "nothing is guessed from %j",
  (cosines) => {
    expect(edgesOfCosines(cosines)).toBeNull();
  },
);

test("Patient Orientation names the sides that rows and columns lead to", () => {
  expect(edgesOfLetters(["L", "F"])).toEqual({ left: ["R"], right: ["L"], top: ["H"], bottom: ["F"] });
  expect(edgesOfLetters(["AR", "F"])).toMatchObject({ left: ["P", "L"], right: ["A", "R"] });
});

test.each([[[]], [["L"]], [["LEFT", "F"]], [["", ""]]])("nothing is guessed from the letters %j", (letters) => {
  expect(edgesOfLetters(letters)).toBeNull();
});
