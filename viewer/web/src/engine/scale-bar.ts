/** A scale bar: a round length that fits into a given room on the screen. */

export interface ScaleBar {
  readonly mm: number;
  readonly pixels: number;
}

export function scaleBar(pixelsPerMm: number, room: number): ScaleBar | null {
  if (!(pixelsPerMm > 0) || !Number.isFinite(pixelsPerMm)) return null;
  const most = room / pixelsPerMm;
  const power = 10 ** Math.floor(Math.log10(most));
  const mm = [5, 2, 1].map((digit) => digit * power).find((each) => each <= most) ?? power;
  return { mm, pixels: mm * pixelsPerMm };
}
