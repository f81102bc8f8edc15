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

/** The longest side that is sharp on so many pixels of a screen; 0: all there is. A few sizes only: they are cached. */
export function wishedSize(devicePixels: number): number {
  return SIZES.find((size) => size >= devicePixels * 0.8) ?? 0;
}

/** The same for a picture whose longest side is known: what is not larger than wished is taken as it is. */
export function wantedSize(devicePixels: number, longestSide: number): number {
  const size = wishedSize(devicePixels);
  return size >= longestSide ? 0 : size;
}
