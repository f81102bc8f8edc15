/** How long to wait before the next try to connect: ever longer, and for nobody the same. */

const FIRST_MS = 300;
const LONGEST_MS = 5000;

/** `tries`: how many have failed since the last that came through. Half of it is chance, so that not all come at once. */
export function backOffMs(tries: number, chance: number = Math.random()): number {
  const whole = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS);
  return whole * (0.5 + chance / 2);
}
