import { DOOR } from "../../desk/door.ts";
import type { BroughtFigure, PresentationState, SegmentFrame } from "../../engine/annotations/brought.ts";
import { liesOn, means } from "../../engine/annotations/brought.ts";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import { pathOf, Words } from "./figure.tsx";
import type { Ground } from "./ground.ts";
import { type Labelled, marksOf, type Placed } from "./label-places.ts";
import { sizeOf } from "./label-size.ts";
import { segmentKey, type ShownOfOthers, useBrought } from "./use-brought.ts";

const OUTSIDE = 20_000;

export interface DrawnByOthers {
  readonly shape: BroughtFigure["shape"];
  readonly points: readonly PlanePoint[];
  readonly lines: readonly string[];
  readonly label: Labelled;
}

/** Figures that came with the images and lie on the picture of a place, as far as they are chosen to be shown. */
export function broughtFigures({ states, measurements }: ShownOfOthers, { place, toScreen }: Ground): DrawnByOthers[] {
  if (!("instance_id" in place)) return [];
  const { instance_id: instance, frame } = place;
  const here = (figure: BroughtFigure) => liesOn(figure, instance, frame);
  const shown = states.filter(({ pictures }) => means(pictures, instance, frame));
  const figures = [
    ...shown.flatMap((state) => state.figures.filter(here)),
    ...measurements.flatMap(({ figures: drawn, name, value, unit }) =>
      drawn.filter(here).map((figure) => ({ ...figure, text: `${name} ${value} ${unit}`.trim() })),
    ),
  ];
  return figures.map((figure, at) => drawnByOthers(figure, figure.points.map(toScreen), at));
}

/** They have no other name than their place in the file. */
function drawnByOthers({ shape, text }: BroughtFigure, points: readonly PlanePoint[], at: number): DrawnByOthers {
  const lines = text === "" ? [] : text.split(/\r\n|\r|\n/);
  const isText = shape === "text";
  const marks = isText ? [] : marksOf(shape === "ellipse" ? "ellipse" : "length", points);
  const label = { id: `brought ${at}`, marks, size: sizeOf(lines), fixed: isText ? points[0] : undefined };
  return { shape, points, lines, label };
}

/** What others drew on the picture of a place. */
export function BroughtLayer(props: {
  ground: Ground;
  figures: readonly DrawnByOthers[];
  placed: ReadonlyMap<string, Placed>;
}) {
  const { ground, figures, placed } = props;
  const { all, hidden, states } = useBrought(ground.study);
  const { place } = ground;
  if (!("instance_id" in place)) return null;
  const { instance_id: instance, frame } = place;
  const shown = states.filter(({ pictures }) => means(pictures, instance, frame));
  return (
    <g className="brought">
      {all.segmentations.flatMap((segmentation) =>
        segmentation.frames
          .filter(({ place: on }) => on.instance_id === instance && on.frame === frame)
          .filter(({ segment }) => !hidden.has(segmentKey(segmentation.instance_id, segment)))
          .map((each) => (
            <Mask
              key={`${segmentation.instance_id}/${each.frame}/${each.segment}`}
              of={each}
              instance={segmentation.instance_id}
              ground={ground}
            />
          )),
      )}
      {shown.map((state) => (
        <Shutter key={state.instance_id} state={state} ground={ground} />
      ))}
      {figures.map((figure) => (
        <Drawn key={figure.label.id} figure={figure} placed={placed.get(figure.label.id)} />
      ))}
    </g>
  );
}

/** A segment over the picture: a square of one by one, stretched to where its corners are. */
function Mask({ of, instance, ground }: { of: SegmentFrame; instance: number; ground: Ground }) {
  const [[x, y], [right, rightY], [left, bottom]] = of.corners.map((corner) => ground.toScreen(corner)) as [
    PlanePoint,
    PlanePoint,
    PlanePoint,
  ];
  const address = `${DOOR}/studies/${ground.study}/instances/${instance}/frames/${of.frame}/segments/${of.segment}`;
  return (
    <image
      className="segment"
      href={address}
      width={1}
      height={1}
      preserveAspectRatio="none"
      transform={`matrix(${right - x} ${rightY - y} ${left - x} ${bottom - y} ${x} ${y})`}
    />
  );
}

function Drawn({ figure, placed }: { figure: DrawnByOthers; placed: Placed | undefined }) {
  const path = outline(figure.shape, figure.points);
  return (
    <g className="figure" data-brought="">
      {path !== "" && (
        <>
          <path className="halo" d={path} />
          <path className="stroke" d={path} />
        </>
      )}
      {placed !== undefined && <Words lines={figure.lines} placed={placed} />}
    </g>
  );
}

/** Everything beyond what a shutter leaves open is covered. */
function Shutter({ state, ground }: { state: PresentationState; ground: Ground }) {
  return state.shutters.map(({ shape, points }, at) => {
    const path = outline(
      shape,
      points.map((point) => ground.toScreen(point)),
    );
    const all = `M${-OUTSIDE} ${-OUTSIDE}H${OUTSIDE}V${OUTSIDE}H${-OUTSIDE}Z`;
    return <path key={at} className="shutter" fillRule="evenodd" d={`${all}${path}Z`} />;
  });
}

function outline(shape: BroughtFigure["shape"], points: readonly PlanePoint[]): string {
  if (shape === "ellipse") return pathOf("ellipse", points);
  if (shape === "points") return points.map((point) => pathOf("probe", [point])).join("");
  return shape === "text" ? "" : pathOf("length", points);
}
