/** Which side of the patient lies at which edge of the picture. Nothing is said where the file does not say it. */

export type Letter = "R" | "L" | "A" | "P" | "H" | "F";

export interface Edges {
  readonly left: readonly Letter[];
  readonly right: readonly Letter[];
  readonly top: readonly Letter[];
  readonly bottom: readonly Letter[];
}

const OPPOSITE: Readonly<Record<Letter, Letter>> = { R: "L", L: "R", A: "P", P: "A", H: "F", F: "H" };

/** Directions count as oblique, and are named too, from about 15 degrees away from the main axis. */
const NAMED = 0.26;

/**
 * PS3.3 C.7.6.2.1.1: x grows to the patient's left, y to the back (posterior), z to the head.
 *
 * `cosines` are the three of the direction in which columns grow (the picture's right edge), then the three of the
 * direction in which rows grow (its bottom edge).
 */
export function edgesOfCosines(cosines: readonly number[]): Edges | null {
  if (cosines.length !== 6 || !cosines.every(Number.isFinite)) return null;
  const right = lettersOf(cosines.slice(0, 3));
  const bottom = lettersOf(cosines.slice(3, 6));
  return right.length === 0 || bottom.length === 0 ? null : edges(right, bottom);
}

/** PS3.3 C.7.6.1.1.1: for example `["L", "F"]`, or `["AR", "F"]` for an oblique row. */
export function edgesOfLetters(directions: readonly string[]): Edges | null {
  const [row = "", column = ""] = directions;
  if (!/^[RLAPHF]{1,3}$/.test(row) || !/^[RLAPHF]{1,3}$/.test(column)) return null;
  return edges(row.split("") as Letter[], column.split("") as Letter[]);
}

function edges(right: readonly Letter[], bottom: readonly Letter[]): Edges {
  const turned = (letters: readonly Letter[]) => letters.map((letter) => OPPOSITE[letter]);
  return { right, bottom, left: turned(right), top: turned(bottom) };
}

function lettersOf(cosines: readonly number[]): Letter[] {
  const [x = 0, y = 0, z = 0] = cosines;
  const named: [number, Letter][] = [
    [x, x > 0 ? "L" : "R"],
    [y, y > 0 ? "P" : "A"],
    [z, z > 0 ? "H" : "F"],
  ];
  return named
    .filter(([length]) => Math.abs(length) > NAMED)
    .sort(([one], [other]) => Math.abs(other) - Math.abs(one))
    .slice(0, 2)
    .map(([, letter]) => letter);
}
