const FUNCTIONS = ["LINEAR", "LINEAR_EXACT", "SIGMOID"] as const;

/** How the values of a window become grey (PS3.3 C.11.2.1.2 and C.11.2.1.3). */
export type VoiFunction = (typeof FUNCTIONS)[number];

/** Brightness and contrast: the centre and the width of the window, in modality values (Hounsfield units in CT). */
export interface Window {
  readonly center: number;
  readonly width: number;
  readonly voi: VoiFunction;
}

/** As it stands in an address: `40,400,LINEAR`. */
export function windowText(window: Window): string {
  return `${window.center},${window.width},${window.voi}`;
}

export function parsedWindow(text: string | null): Window | null {
  const [first, second, name, ...more] = (text ?? "").split(",");
  const center = Number(first || NaN);
  const width = Number(second || NaN);
  const voi = FUNCTIONS.filter((each) => each === (name ?? "LINEAR"))[0];
  if (voi === undefined || more.length > 0) return null;
  return Number.isFinite(center) && Number.isFinite(width) && width > 0 ? { center, width, voi } : null;
}

/** What people read of it: three figures of the width, and of the centre as many digits behind the point. */
export function windowLabel({ center, width }: Window): string {
  return `C ${rounded(center, width, 3)} · W ${rounded(width, width, 3)}`;
}

/**
 * A finger that moves up makes the picture brighter, one that moves right lowers the contrast (the window widens). One
 * full height of the screen is one width of the window, whatever its values are. Where the lowest value is white
 * (`isInverse`) the centre has to rise for that, else to fall.
 */
export function draggedWindow(
  start: Window,
  dx: number,
  dy: number,
  screen: { width: number; height: number },
  isInverse: boolean,
): Window {
  const width = Math.max(start.width / 1000, start.width * 2 ** ((2 * dx) / screen.width));
  const center = start.center + ((isInverse ? -1 : 1) * start.width * dy) / screen.height;
  // PS3.3 C.11.2.1.2.1: LINEAR is no narrower than 1, and half a value beside LINEAR_EXACT.
  const isNarrow = start.voi === "LINEAR" && width < 1;
  return {
    center: rounded(isNarrow ? center - 0.5 : center, width, 4),
    width: rounded(width, width, 4),
    voi: isNarrow ? "LINEAR_EXACT" : start.voi,
  };
}

/** Shows one window's picture as another's, until the server's own arrives: a table from grey to grey. */
export function previewTable(from: Window, to: Window, isInverse: boolean): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  const turned = (level: number) => (isInverse ? 1 - level : level);
  for (let grey = 0; grey < 256; grey += 1) table[grey] = turned(levelOf(valueOf(turned(grey / 255), from), to)) * 255;
  return table;
}

/** From 0 (black) to 1 (white), and beyond where the value lies outside of the window. */
function levelOf(value: number, window: Window): number {
  if (window.voi === "SIGMOID") return 1 / (1 + Math.exp((-4 * (value - window.center)) / window.width));
  const { lowest, span } = lineOf(window);
  return (value - lowest) / span;
}

function valueOf(level: number, window: Window): number {
  const { lowest, span } = lineOf(window);
  if (window.voi !== "SIGMOID") return lowest + level * span;
  // Black and white are never quite reached: half a grey level is as near as a picture tells.
  const reached = Math.min(1 - 1 / 510, Math.max(1 / 510, level));
  return window.center - (window.width / 4) * Math.log(1 / reached - 1);
}

function lineOf({ center, width, voi }: Window): { lowest: number; span: number } {
  // A LINEAR window of 1 is a threshold; what is almost one looks the same.
  const span = voi === "LINEAR" ? Math.max(1e-6, width - 1) : width;
  return { lowest: (voi === "LINEAR" ? center - 0.5 : center) - span / 2, span };
}

/** Rounded to as many digits behind the point as `figures` figures of `scale` have. */
function rounded(value: number, scale: number, figures: number): number {
  const digits = figures - 1 - Math.floor(Math.log10(scale));
  return Number(value.toFixed(Math.min(20, Math.max(0, digits))));
}
