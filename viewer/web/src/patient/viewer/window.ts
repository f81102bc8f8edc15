/** Brightness and contrast: the centre and the width of the window, in modality values (Hounsfield units in CT). */
export interface Window {
  readonly center: number;
  readonly width: number;
}

/** As it stands in an address: `40,400`. */
export function windowText(window: Window): string {
  return `${rounded(window.center)},${rounded(window.width)}`;
}

export function parsedWindow(text: string | null): Window | null {
  const parts = (text ?? "").split(",").map(Number);
  const [center, width] = parts;
  if (parts.length !== 2 || center === undefined || width === undefined) return null;
  return Number.isFinite(center) && Number.isFinite(width) && width > 0 ? { center, width } : null;
}

/**
 * A finger that moves up makes the picture brighter (the centre falls), one that moves right lowers the contrast (the
 * window widens). One full height of the screen is one width of the window, whatever its values are.
 */
export function draggedWindow(
  start: Window,
  dx: number,
  dy: number,
  screen: { width: number; height: number },
): Window {
  const width = start.width * 2 ** ((2 * dx) / screen.width);
  const center = start.center + (start.width * dy) / screen.height;
  return { center, width: Math.max(start.width / 1000, width) };
}

/**
 * Shows one window's picture as another's, until the server's own arrives: a table from grey to grey.
 * PS3.3 C.11.2.1.2.1 without the halves, which an eye does not see.
 */
export function previewTable(from: Window, to: Window): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  for (let grey = 0; grey < 256; grey += 1) {
    const value = (grey / 255 - 0.5) * from.width + from.center;
    table[grey] = ((value - to.center) / to.width + 0.5) * 255;
  }
  return table;
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(4));
}
