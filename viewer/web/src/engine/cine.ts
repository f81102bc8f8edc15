/** Turns pages by itself, each place at its own rate, never faster than the screen is drawn. */

export interface Cine {
  /** Frames a second by place; null stands still. */
  follow(rates: readonly (number | null)[]): void;
  stop(): void;
}

export function playing(turn: (index: number) => void): Cine {
  let rates: readonly (number | null)[] = [];
  let due: number[] = [];
  let handle = 0;

  function run(now: number): void {
    handle = requestAnimationFrame(run);
    for (const [index, rate] of rates.entries()) {
      if (rate === null || now < (due[index] ?? 0)) continue;
      // What a slow screen could not show in time is left out, not made up for.
      due[index] = Math.max((due[index] ?? now) + 1000 / rate, now);
      turn(index);
    }
  }

  return {
    follow(wanted) {
      if (wanted.join() === rates.join()) return;
      due = wanted.map((rate, index) => (rate === rates[index] ? (due[index] ?? 0) : performance.now()));
      rates = wanted;
      cancelAnimationFrame(handle);
      if (rates.some((rate) => rate !== null)) handle = requestAnimationFrame(run);
    },
    stop() {
      rates = [];
      cancelAnimationFrame(handle);
    },
  };
}
