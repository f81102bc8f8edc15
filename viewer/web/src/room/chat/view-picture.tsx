import { pathOf } from "../../view/annotations/figure.tsx";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import { isOnImage } from "../../engine/annotations/annotation.ts";
import type { ViewState } from "../../engine/view-state.ts";
import { colorOf } from "../colors.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import { standing } from "../state.ts";

/** A view as a small picture of the server's, with the outlines of what was drawn on it until then. */
export function ViewPicture({ view, seq }: { view: ViewState; seq: number }) {
  const words = useRoomWords();
  const { pictured } = useInRoom();
  const drawings = useRoomValue((room) => room.settled.drawings);
  const { room } = useInRoom();
  const active = view.viewports[view.active];
  const picture = pictured(view);
  if (picture === null || active == null) return <span className="message-plane">{words.planeView}</span>;
  const { address, columns, rows, instance, frame } = picture;
  const on = drawings.size === 0 ? [] : standing(room.settled);
  const figures = on.filter(
    ({ annotation: { place }, seq: drawn }) =>
      drawn <= seq && isOnImage(place) && place.instance_id === instance && place.frame === frame,
  );
  return (
    <span className="view-picture" style={{ aspectRatio: `${columns} / ${rows}` }}>
      <img src={address} alt="" loading="lazy" style={active.isInverted ? { filter: "invert(1)" } : undefined} />
      {/* Points lie at the centres of pixels. */}
      <svg viewBox={`-0.5 -0.5 ${columns} ${rows}`} aria-hidden preserveAspectRatio="none">
        {figures.map(({ id, by, annotation }) => (
          <path
            key={id}
            d={pathOf(annotation.kind, annotation.points as readonly PlanePoint[])}
            fill="none"
            stroke={colorOf(by)}
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </span>
  );
}
