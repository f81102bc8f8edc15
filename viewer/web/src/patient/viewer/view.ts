/** How the picture lies on the screen: pure arithmetic in CSS pixels. */

declare const space: unique symbol;

/** A point on the screen, relative to the canvas' top left corner, in CSS pixels. */
export type ScreenPoint = { readonly x: number; readonly y: number; readonly [space]?: "screen" };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `scale` 1 fits the picture into the canvas; `x` and `y` move its centre away from the canvas' centre. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

export const FITTED: View = { scale: 1, x: 0, y: 0 };
export const MOST_SCALE = 12;

/** The size of a picture of this shape when it just fits. */
export function fittedSize(picture: Size, canvas: Size): Size {
  const factor = Math.min(canvas.width / picture.width, canvas.height / picture.height);
  return { width: picture.width * factor, height: picture.height * factor };
}

export function placed(view: View, picture: Size, canvas: Size): Rectangle {
  const fitted = fittedSize(picture, canvas);
  const width = fitted.width * view.scale;
  const height = fitted.height * view.scale;
  return {
    left: (canvas.width - width) / 2 + view.x,
    top: (canvas.height - height) / 2 + view.y,
    width,
    height,
  };
}

/** Enlarges so that what lies under `point` stays under it. */
export function zoomed(view: View, factor: number, point: ScreenPoint, picture: Size, canvas: Size): View {
  const scale = Math.min(MOST_SCALE, Math.max(1, view.scale * factor));
  const grown = scale / view.scale;
  const fromCentre = { x: point.x - canvas.width / 2, y: point.y - canvas.height / 2 };
  const moved = {
    scale,
    x: fromCentre.x - (fromCentre.x - view.x) * grown,
    y: fromCentre.y - (fromCentre.y - view.y) * grown,
  };
  return held(moved, picture, canvas);
}

export function panned(view: View, dx: number, dy: number, picture: Size, canvas: Size): View {
  return held({ scale: view.scale, x: view.x + dx, y: view.y + dy }, picture, canvas);
}

/** The picture never leaves the screen: its edge stops at the edge, and a side that fits stays centred. */
export function held(view: View, picture: Size, canvas: Size): View {
  const fitted = fittedSize(picture, canvas);
  const roomX = Math.max(0, (fitted.width * view.scale - canvas.width) / 2);
  const roomY = Math.max(0, (fitted.height * view.scale - canvas.height) / 2);
  return { scale: view.scale, x: between(-roomX, view.x, roomX), y: between(-roomY, view.y, roomY) };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
