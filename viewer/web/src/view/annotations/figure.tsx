import type { CSSProperties } from "react";
import type { Kind } from "../../engine/annotations/annotation.ts";
import { centerOf, halfAxes, type PlanePoint } from "../../engine/annotations/plane-figures.ts";
import type { Placed } from "./label-places.ts";
import { FIRST_LINE, LINE_PIXELS } from "./label-size.ts";

const HEAD = 12;

/** The outline of a figure on the screen, as the path of an SVG. */
export function pathOf(kind: Kind, points: readonly PlanePoint[]): string {
  const line = (...through: (PlanePoint | undefined)[]) =>
    through.map((point, at) => (point === undefined ? "" : `${at === 0 ? "M" : "L"}${point[0]} ${point[1]}`)).join("");
  const [a, b, c, d] = points;
  if (kind === "cobb" || kind === "bidirectional") return line(a, b) + line(c, d);
  if (kind === "rectangle" || kind === "freehand") return points.length < 2 ? "" : `${line(...points)}Z`;
  if (kind === "ellipse") return ellipse(points);
  if (kind === "arrow") return line(a, b) + head(a, b);
  if (kind === "probe") return a === undefined ? "" : cross(a);
  return kind === "text" || kind === "key-image" ? "" : line(...points);
}

/** Conjugate diameters give the ellipse as two arcs, drawn by four curves. */
function ellipse(points: readonly PlanePoint[]): string {
  if (points.length < 4) return "";
  const [[x, y], [u, v]] = [centerOf(points), halfAxes(points)];
  const at = (angle: number) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return `${x + u[0] * cos + v[0] * sin} ${y + u[1] * cos + v[1] * sin}`;
  };
  const steps = Array.from({ length: 64 }, (_, step) => at((step / 64) * 2 * Math.PI));
  return `M${steps.join("L")}Z`;
}

function head(tip: PlanePoint | undefined, tail: PlanePoint | undefined): string {
  if (tip === undefined || tail === undefined) return "";
  const angle = Math.atan2(tail[1] - tip[1], tail[0] - tip[0]);
  const wing = (by: number) => `M${tip[0]} ${tip[1]}l${HEAD * Math.cos(angle + by)} ${HEAD * Math.sin(angle + by)}`;
  return wing(0.45) + wing(-0.45);
}

function cross([x, y]: PlanePoint): string {
  return `M${x - 7} ${y}H${x - 2}M${x + 2} ${y}H${x + 7}M${x} ${y - 7}V${y - 2}M${x} ${y + 2}V${y + 7}`;
}

export interface FigureProps {
  readonly id: string;
  readonly kind: Kind;
  readonly points: readonly PlanePoint[];
  readonly lines: readonly string[];
  readonly isChosen: boolean;
  readonly isMine: boolean;
  /** Whose it is and when it was drawn, where it is not one's own. */
  readonly by?: string;
  /** Another one than that of its kind. */
  readonly color?: string;
  /** How many of its points can be taken in the hand. */
  readonly handles: number;
}

/** A figure with its words, and handles if it is chosen; what is touched says which one by its data. */
export function Figure(props: FigureProps & { placed: Placed | undefined }) {
  const { id, kind, points, lines, isChosen, isMine, by = "", color, handles, placed } = props;
  const path = pathOf(kind, points);
  return (
    <g
      className="figure"
      data-chosen={isChosen ? "" : undefined}
      data-mine={isMine ? "" : undefined}
      data-kind={kind}
      style={color === undefined ? undefined : ({ "--figure": color } as CSSProperties)}
    >
      {by !== "" && <title>{by}</title>}
      {path !== "" && (
        <>
          <path className="halo" d={path} />
          <path className="stroke" d={path} />
          <path className="touch" d={path} data-figure={id} />
        </>
      )}
      {points.slice(0, handles).map(([cx, cy], at) => (
        <g key={at}>
          <circle className="handle" cx={cx} cy={cy} r={5} />
          <circle className="touch" cx={cx} cy={cy} r={22} data-figure={id} data-handle={at} />
        </g>
      ))}
      {placed !== undefined && <Words lines={lines} placed={placed} figure={id} />}
    </g>
  );
}

/** Words where they were placed, and a thin line from their figure if that is far. */
export function Words(props: { lines: readonly string[]; placed: Placed; figure?: string }) {
  const { lines, placed, figure } = props;
  const { left, top, width, height } = placed.box;
  const [x, y] = [left + FIRST_LINE[0], top + FIRST_LINE[1]];
  const held = figure === undefined ? {} : { "data-figure": figure, "data-words": `${left} ${top}` };
  return (
    <>
      {placed.leader !== null && <path className="leader" d={pathOf("length", placed.leader)} />}
      {figure !== undefined && <rect className="grip" x={left} y={top} width={width} height={height} {...held} />}
      <text className="words" x={x} y={y} {...held}>
        {lines.map((line, at) => (
          // Lines have no other name than their number.
          <tspan key={at} x={x} dy={at === 0 ? 0 : LINE_PIXELS}>
            {line}
          </tspan>
        ))}
      </text>
    </>
  );
}
