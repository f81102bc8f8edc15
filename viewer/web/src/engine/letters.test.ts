import { describe, expect, test } from "vitest";
import { directionLetters, edgesOfPlane, edgesOfProjection, opposite } from "./letters.ts";
import type { Point3 } from "./study.ts";

const turned = (degrees: number): [Point3, Point3] => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [
    [c, s, 0],
    [-s, c, 0],
  ];
};

describe("the letters at the edges of a plane", () => {
  test.each([
    ["axial", [1, 0, 0], [0, 1, 0], { left: "R", right: "L", top: "A", bottom: "P" }],
    ["coronal", [1, 0, 0], [0, 0, -1], { left: "R", right: "L", top: "H", bottom: "F" }],
    ["sagittal", [0, 1, 0], [0, 0, -1], { left: "A", right: "P", top: "H", bottom: "F" }],
    ["axial, mirrored", [-1, 0, 0], [0, 1, 0], { left: "L", right: "R", top: "A", bottom: "P" }],
    ["axial, on its head", [-1, 0, 0], [0, -1, 0], { left: "L", right: "R", top: "P", bottom: "A" }],
  ] as const)("%s", (_name, right, down, edges) => {
    expect(edgesOfPlane(right, down)).toEqual(edges);
  });

  test("a quarter turn brings the front to the right", () => {
    const [right, down] = turned(-90);
    expect(edgesOfPlane(right, down)).toEqual({ left: "P", right: "A", top: "R", bottom: "L" });
  });

  test("an oblique plane names the larger part first", () => {
    const [right, down] = turned(30);
    expect(edgesOfPlane(right, down)).toEqual({ left: "RA", right: "LP", top: "AL", bottom: "PR" });
  });

  test("five degrees off are not named", () => {
    expect(edgesOfPlane(...turned(5))).toEqual({ left: "R", right: "L", top: "A", bottom: "P" });
  });

  test("a doubly oblique direction has three letters", () => {
    expect(directionLetters([0.7, -0.5, 0.51])).toBe("LHA");
    expect(opposite("LHA")).toBe("RFP");
  });
});

describe("the letters of a projection", () => {
  const chest = ["L", "F"] as const;

  test.each([
    ["as it was taken", [1, 0], [0, 1], { left: "R", right: "L", top: "H", bottom: "F" }],
    ["mirrored", [-1, 0], [0, 1], { left: "L", right: "R", top: "H", bottom: "F" }],
    ["upside down", [1, 0], [0, -1], { left: "R", right: "L", top: "F", bottom: "H" }],
    ["a quarter turned", [0, 1], [-1, 0], { left: "H", right: "F", top: "L", bottom: "R" }],
  ] as const)("%s", (_name, right, down, edges) => {
    expect(edgesOfProjection(chest, right, down)).toEqual(edges);
  });

  test("turned by less than a quarter both are told", () => {
    const half = Math.SQRT1_2;
    const edges = edgesOfProjection(chest, [half, half * 0.9], [-half * 0.9, half]);
    expect(edges).toEqual({ left: "RH", right: "LF", top: "HL", bottom: "FR" });
  });
});
