/** Minutes after midnight, as a clock shows them. */

const DAY = 24 * 60;
const STEP = 30;

export function clockTime(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Every half hour of a day but one. */
export function hours(but: number): string[] {
  return Array.from({ length: DAY / STEP }, (_, at) => at * STEP)
    .filter((minutes) => minutes !== but)
    .map(clockTime);
}
