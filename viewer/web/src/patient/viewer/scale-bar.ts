const LENGTHS_MM = [1, 2, 5, 10, 20, 50, 100, 200];

export interface ScaleBar {
  readonly millimetres: number;
  /** Length on the screen in CSS pixels. */
  readonly length: number;
}

/** The longest round length that takes no more than `mostLength` pixels of the screen. */
export function scaleBar(pixelsPerMm: number, mostLength: number): ScaleBar | null {
  if (!(pixelsPerMm > 0) || !Number.isFinite(pixelsPerMm)) return null;
  const fitting = LENGTHS_MM.filter((millimetres) => millimetres * pixelsPerMm <= mostLength);
  const millimetres = fitting[fitting.length - 1];
  return millimetres === undefined ? null : { millimetres, length: millimetres * pixelsPerMm };
}
