/**
 * Which frames to fetch before they are asked for: the neighbours, nearest first, two thirds of them in the direction
 * the person moves. Frames count from 1.
 */
export function ring(shown: number, all: number, direction: 1 | -1, size: number): number[] {
  const order: number[] = [];
  const ahead = Math.ceil((size * 2) / 3);
  const behind = size - ahead;
  for (let step = 1; step <= Math.max(ahead, behind); step += 1) {
    if (step <= ahead) order.push(shown + step * direction);
    if (step <= behind) order.push(shown - step * direction);
  }
  return order.filter((frame) => frame >= 1 && frame <= all);
}

/** The frame a drag leads to: the whole height passes through the series, but never so fast that frames are missed. */
export function draggedFrame(start: number, dy: number, height: number, all: number): number {
  const pixelsPerFrame = Math.max(6, Math.min(40, (height * 0.7) / Math.max(1, all - 1)));
  const steps = Math.trunc(dy / pixelsPerFrame);
  return Math.min(all, Math.max(1, start + steps));
}

const SIZES = [512, 1024, 2048, 4096];

/** The longest side to ask for so that the picture is sharp on this screen; 0: all there is. */
export function wantedSize(devicePixels: number, longestSide: number): number {
  const fitting = SIZES.find((size) => size >= devicePixels * 0.8) ?? 0;
  return fitting === 0 || fitting >= longestSide ? 0 : fitting;
}
