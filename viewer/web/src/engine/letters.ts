/** Which sides of the patient lie at the edges of a picture, however it is turned (PS3.3 C.7.6.1.1.1). */

import type { Point3 } from "./study.ts";

export interface Edges {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** Below this share a direction is not named: 0.1 is about 6 degrees. */
const THRESHOLD = 0.1;
const NAMES = [
  ["L", "R"],
  ["P", "A"],
  ["H", "F"],
] as const;
const OPPOSITE: Readonly<Record<string, string>> = { R: "L", L: "R", A: "P", P: "A", H: "F", F: "H" };

/** Names a direction in the patient, the largest part first. */
export function directionLetters(direction: Point3): string {
  const length = Math.hypot(...direction);
  if (length === 0) return "";
  return direction
    .map((value, axis) => ({ share: Math.abs(value) / length, letter: NAMES[axis]?.[value > 0 ? 0 : 1] ?? "" }))
    .filter(({ share }) => share > THRESHOLD)
    .sort((one, other) => other.share - one.share)
    .map(({ letter }) => letter)
    .join("");
}

export function opposite(letters: string): string {
  return [...letters].map((letter) => OPPOSITE[letter] ?? letter).join("");
}

/** `right` and `down` are the directions of the screen in the patient. */
export function edgesOfPlane(right: Point3, down: Point3): Edges {
  const negative = ([x, y, z]: Point3): Point3 => [-x, -y, -z];
  return {
    left: directionLetters(negative(right)),
    right: directionLetters(right),
    top: directionLetters(negative(down)),
    bottom: directionLetters(down),
  };
}

/**
 * The same for a projection, which only says in letters where its rows and columns lead to. `right` and `down` are the
 * directions of the screen in the picture: (1, 0) along a row. Turned by less than a quarter both letters are told.
 */
export function edgesOfProjection(
  letters: readonly [string, string],
  right: readonly [number, number],
  down: readonly [number, number],
): Edges {
  const toRight = mixed(letters, right);
  const toBottom = mixed(letters, down);
  return { left: opposite(toRight), right: toRight, top: opposite(toBottom), bottom: toBottom };
}

function mixed([row, column]: readonly [string, string], [x, y]: readonly [number, number]): string {
  const length = Math.hypot(x, y);
  const parts = [
    { share: Math.abs(x) / length, letters: x > 0 ? row : opposite(row) },
    { share: Math.abs(y) / length, letters: y > 0 ? column : opposite(column) },
  ];
  const told = parts.filter(({ share }) => share > THRESHOLD).sort((one, other) => other.share - one.share);
  return told.map(({ letters }) => letters).join("");
}
