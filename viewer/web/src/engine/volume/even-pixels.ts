/** Makes the pixels of a plane square, by values and not by greys: a narrow window stays sharp. */

import type { Sheet } from "../flat-ground.ts";

export interface CutSheet {
  readonly sheet: Sheet;
  /** NaN where there is nothing. */
  readonly values: Float32Array;
}

/** Less than this nobody sees. */
const NEARLY_SQUARE = 1.2;

export function withEvenPixels({ sheet, values }: CutSheet): CutSheet {
  const { columns, rows, pixel_aspect } = sheet;
  if (pixel_aspect > NEARLY_SQUARE) {
    const count = Math.round(rows * pixel_aspect);
    const stretched = stretchRows(values, columns, rows, count);
    return { sheet: scaled(sheet, columns, count), values: stretched };
  }
  if (pixel_aspect < 1 / NEARLY_SQUARE) {
    const count = Math.round(columns / pixel_aspect);
    return { sheet: scaled(sheet, count, rows), values: stretchColumns(values, columns, rows, count) };
  }
  return { sheet, values };
}

/** The same rectangle in other pixels. */
function scaled(sheet: Sheet, columns: number, rows: number): Sheet {
  const column_mm = (sheet.column_mm * sheet.columns) / columns;
  const row_mm = (sheet.row_mm * sheet.rows) / rows;
  const origin = [0, 1, 2].map(
    (axis) =>
      sheet.origin[axis]! +
      (sheet.row[axis]! * (column_mm - sheet.column_mm)) / 2 +
      (sheet.column[axis]! * (row_mm - sheet.row_mm)) / 2,
  ) as unknown as Sheet["origin"];
  return { ...sheet, columns, rows, column_mm, row_mm, origin, pixel_aspect: row_mm / column_mm };
}

function stretchRows(values: Float32Array, columns: number, rows: number, count: number): Float32Array {
  const onto = new Float32Array(columns * count);
  for (let row = 0; row < count; row++) {
    const [first, second, share] = neighbours(row, count, rows);
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      onto[at] = mixed(values[first * columns + column]!, values[second * columns + column]!, share);
    }
  }
  return onto;
}

function stretchColumns(values: Float32Array, columns: number, rows: number, count: number): Float32Array {
  const onto = new Float32Array(count * rows);
  for (let column = 0; column < count; column++) {
    const [first, second, share] = neighbours(column, count, columns);
    for (let row = 0; row < rows; row++) {
      onto[row * count + column] = mixed(values[row * columns + first]!, values[row * columns + second]!, share);
    }
  }
  return onto;
}

function neighbours(at: number, count: number, of: number): readonly [number, number, number] {
  const place = Math.min(Math.max(((at + 0.5) * of) / count - 0.5, 0), of - 1);
  const first = Math.floor(place);
  return [first, Math.min(first + 1, of - 1), place - first];
}

/** Where one of both is missing, the nearer one decides. */
function mixed(one: number, other: number, share: number): number {
  const value = one + (other - one) * share;
  return value === value ? value : share < 0.5 ? one : other;
}
