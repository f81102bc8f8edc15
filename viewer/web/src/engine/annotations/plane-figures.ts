/** Lengths, angles and areas of figures in a plane, in the unit of the points (imaging/reading/plane_figures.py). */

export type PlanePoint = readonly [number, number];
export type Figure = readonly PlanePoint[];

const PARALLEL = 1e-12;
const DEGREES = 180 / Math.PI;

export function distance(one: PlanePoint, other: PlanePoint): number {
  return Math.hypot(other[0] - one[0], other[1] - one[1]);
}

/** The length of an outline, whose last point is joined to its first. */
export function outlineLength(points: Figure): number {
  return points.reduce((sum, point, at) => sum + distance(point, points[(at + 1) % points.length] ?? point), 0);
}

export function polygonArea(points: Figure): number {
  const [origin] = points;
  if (origin === undefined) return 0;
  const twice = points.reduce((sum, point, at) => {
    const next = points[(at + 1) % points.length] ?? point;
    return sum + crossed(between(origin, point), between(origin, next));
  }, 0);
  return Math.abs(twice) / 2;
}

/** Degrees, 0 to 180; 0 where an arm has no length. */
export function vertexAngle(end: PlanePoint, vertex: PlanePoint, otherEnd: PlanePoint): number {
  return degreesBetween(between(vertex, end), between(vertex, otherEnd));
}

/** Cobb's angle: where the lines meet, seen towards the middles of what was drawn; it may pass 90 degrees. */
export function linesAngle(lines: Figure): number {
  const [start, end, otherStart, otherEnd] = lines;
  if (start === undefined || end === undefined || otherStart === undefined || otherEnd === undefined) return 0;
  const [one, other] = [between(start, end), between(otherStart, otherEnd)];
  const whole = degreesBetween(one, other);
  const determinant = crossed(one, other);
  if (Math.abs(determinant) <= PARALLEL * Math.hypot(...one) * Math.hypot(...other)) return 0;
  const along = crossed(between(start, otherStart), other) / determinant;
  const meeting: PlanePoint = [start[0] + along * one[0], start[1] + along * one[1]];
  const middles = [middle(start, end), middle(otherStart, otherEnd)] as const;
  const isWithin =
    distance(meeting, middles[0]) <= Math.hypot(...one) / 2 ||
    distance(meeting, middles[1]) <= Math.hypot(...other) / 2;
  return isWithin ? Math.min(whole, 180 - whole) : vertexAngle(middles[0], meeting, middles[1]);
}

/** Of an ellipse whose conjugate diameters are given: both ends of one, both ends of the other. */
export function ellipseArea(axes: Figure): number {
  const [first, second] = halfAxes(axes);
  return Math.PI * Math.abs(crossed(first, second));
}

/** Ramanujan's second formula. */
export function ellipsePerimeter(axes: Figure): number {
  const [first, second] = halfAxes(axes);
  const squares = first[0] ** 2 + first[1] ** 2 + second[0] ** 2 + second[1] ** 2;
  const product = Math.abs(crossed(first, second));
  const total = Math.sqrt(squares + 2 * product);
  if (total === 0) return 0;
  const share = Math.max(squares - 2 * product, 0) / total ** 2;
  return Math.PI * total * (1 + (3 * share) / (10 + Math.sqrt(4 - 3 * share)));
}

export function halfAxes(axes: Figure): readonly [PlanePoint, PlanePoint] {
  const half = (from: PlanePoint | undefined, to: PlanePoint | undefined): PlanePoint =>
    from === undefined || to === undefined ? [0, 0] : [(to[0] - from[0]) / 2, (to[1] - from[1]) / 2];
  return [half(axes[0], axes[1]), half(axes[2], axes[3])];
}

export function centerOf(points: Figure): PlanePoint {
  const sum = points.reduce<PlanePoint>((total, point) => [total[0] + point[0], total[1] + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

function middle(one: PlanePoint, other: PlanePoint): PlanePoint {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function between(start: PlanePoint, end: PlanePoint): PlanePoint {
  return [end[0] - start[0], end[1] - start[1]];
}

function crossed(one: PlanePoint, other: PlanePoint): number {
  return one[0] * other[1] - one[1] * other[0];
}

function degreesBetween(one: PlanePoint, other: PlanePoint): number {
  const [cross, dot] = [crossed(one, other), one[0] * other[0] + one[1] * other[1]];
  return cross === 0 && dot === 0 ? 0 : Math.abs(Math.atan2(cross, dot)) * DEGREES;
}
