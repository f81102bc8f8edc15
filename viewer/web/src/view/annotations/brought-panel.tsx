import { IconStarFilled } from "@tabler/icons-react";
import { Title } from "@mantine/core";
import { dicomDate } from "../../desk/formats.ts";
import { useWords } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import {
  areaFor,
  type BroughtFigure,
  type BroughtObject,
  type BroughtPicture,
  means,
  type PresentationState,
  type ReportMeasurement,
  type Segmentation,
  turnOf,
  viewOfArea,
  windowFor,
} from "../../engine/annotations/brought.ts";
import { carriedOn } from "../../engine/annotations/carry-on.ts";
import type { Study } from "../../engine/study.ts";
import { useWorkspace } from "../workspace.tsx";
import { placeElement } from "../exporting/places.ts";
import { goTo } from "./going.ts";
import { useAnnotating } from "./use-annotating.ts";
import { isHidden, segmentKey, turn, useBrought } from "./use-brought.ts";

/** What other systems drew, chose and measured; it is shown as they had it, and never changed. */
export function BroughtPanel({ study }: { study: Study }) {
  const { drawn } = useWords();
  const { engine } = useWorkspace();
  const { all, hidden } = useBrought(study.id);
  const { states, key_objects, reports, segmentations } = all;
  if (states.length + key_objects.length + reports.length + segmentations.length === 0) return null;
  return (
    <section aria-label={drawn.brought}>
      <Title order={3} size="h6" mb={4}>
        {drawn.brought}
      </Title>
      <ul className="drawn-list">
        {all.states.map((state) => (
          <li key={state.instance_id} className="drawn-item">
            <Shown object={state} isHidden={isHidden(state, hidden)} name={state.label || drawn.state}>
              <span className="dim">
                {[drawn.state, state.description, state.creator, dicomDate(state.created.slice(0, 8))]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </Shown>
            <button
              type="button"
              className="drawn-go"
              onClick={() => engine !== null && applyState(engine, study, state)}
            >
              {drawn.applyState}
            </button>
            <CarryOn study={study} figures={state.figures} origin={state.creator || state.label || drawn.state} />
          </li>
        ))}
        {segmentations.map((each) => (
          <Segments key={each.instance_id} study={study} of={each} />
        ))}
        {all.key_objects.map((each) => (
          <li key={each.instance_id} className="drawn-item">
            <button
              type="button"
              className="drawn-go"
              onClick={() => engine !== null && showFirst(engine, study, each.pictures)}
            >
              <span>
                <IconStarFilled size={14} className="key-badge" aria-hidden /> {each.title || drawn.keyImages}
              </span>
              <span className="dim">
                {[drawn.pictures(each.pictures.length), each.description].filter(Boolean).join(" · ")}
              </span>
            </button>
          </li>
        ))}
        {all.reports.map((report) => (
          <li key={report.instance_id} className="drawn-item">
            <Shown object={report} isHidden={isHidden(report, hidden)} name={drawn.reportMeasurements}>
              <span />
            </Shown>
            {report.measurements.map((each, at) => (
              // Numbers of a report have no other name than their place in it.
              <Measurement key={at} study={study} of={each} />
            ))}
            <CarryOn
              study={study}
              figures={report.measurements.flatMap(({ figures }) => figures)}
              origin={drawn.reportMeasurements}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Makes copies of one's own, which can be changed; what they were made of stays as it is. */
function CarryOn(props: { study: Study; figures: readonly BroughtFigure[]; origin: string }) {
  const { study, figures, origin } = props;
  const { conclusion } = useWords();
  const { engine } = useWorkspace();
  const annotating = useAnnotating();
  if (figures.length === 0 || !annotating.mayDraw(study.id)) return null;
  const carry = () => {
    const inHand = engine?.look(engine.state.active)?.page?.frame ?? 1;
    // A number stands upon the same figure as the one beside it: each figure is copied once.
    const once = new Map(figures.map((each) => [JSON.stringify([each.place, each.shape, each.points]), each]));
    for (const each of once.values()) {
      const own = carriedOn(each, inHand, conclusion.carriedFrom(origin));
      if (own !== null) annotating.add(study.id, own);
    }
  };
  return (
    <button type="button" className="drawn-go" onClick={carry}>
      {conclusion.carryOn}
    </button>
  );
}

/** The legend of a segmentation; each segment is shown or not. */
function Segments({ study, of }: { study: Study; of: Segmentation }) {
  const { drawn } = useWords();
  const { engine } = useWorkspace();
  const { hidden } = useBrought(study.id);
  const [first] = of.frames;
  const go = () => {
    if (engine === null || first === undefined) return;
    showFirst(engine, study, [{ instance_id: first.place.instance_id, frames: [first.place.frame] }]);
  };
  return (
    <li className="drawn-item">
      <button type="button" className="drawn-go" onClick={go}>
        <span>{of.label || drawn.segmentation}</span>
        <span className="dim">{first === undefined ? drawn.elsewhere : drawn.segmentation}</span>
      </button>
      <div className="drawn-authors drawn-legend">
        {of.segments.map(({ number, label, color }) => {
          const key = segmentKey(of.instance_id, number);
          return (
            <label key={number}>
              <input
                type="checkbox"
                checked={!hidden.has(key)}
                aria-label={drawn.goTo(label)}
                onChange={(event) => turn(key, !event.currentTarget.checked)}
              />
              <span className="swatch" style={{ background: color }} aria-hidden="true" />
              {label}
            </label>
          );
        })}
      </div>
    </li>
  );
}

function Measurement({ study, of }: { study: Study; of: ReportMeasurement }) {
  const { engine } = useWorkspace();
  const place = of.figures[0]?.place;
  const words = (
    <span>
      {[of.group, of.name].filter(Boolean).join(" · ")} <b>{`${of.value} ${of.unit}`.trim()}</b>
    </span>
  );
  if (place === undefined) return <p className="drawn-go">{words}</p>;
  const go = () => {
    const frames = place.frame === 0 ? [] : [place.frame];
    if (engine !== null) showFirst(engine, study, [{ instance_id: place.instance_id, frames }]);
  };
  return (
    <button type="button" className="drawn-go" onClick={go}>
      {words}
    </button>
  );
}

function Shown(props: { object: BroughtObject; isHidden: boolean; name: string; children: React.ReactNode }) {
  const { drawn } = useWords();
  return (
    <div className="drawn-authors drawn-legend">
      <label>
        <input
          type="checkbox"
          checked={!props.isHidden}
          aria-label={drawn.goTo(props.name)}
          onChange={(event) => turn(props.object.instance_id, event.currentTarget.checked === props.object.is_own)}
        />
        {props.name}
      </label>
      {props.children}
    </div>
  );
}

function showFirst(engine: Engine, study: Study, pictures: readonly BroughtPicture[]): void {
  const [first] = pictures;
  if (first === undefined) return;
  const place = { instance_id: first.instance_id, frame: first.frames[0] ?? 1 };
  goTo(engine, study, { kind: "key-image", place, points: [], text: "" });
}

/** Shows the picture in hand, or else the state's first one, as the state wants it. */
function applyState(engine: Engine, study: Study, state: PresentationState): void {
  const page = () => engine.look(engine.state.active)?.page;
  const now = page();
  if (now === undefined || !means(state.pictures, now.instance, now.frame)) showFirst(engine, study, state.pictures);
  const active = engine.state.viewports[engine.state.active];
  const shown = active == null ? undefined : engine.series(active.series)?.pages[active.page];
  if (shown === undefined) return;
  const window = windowFor(state, shown.instance, shown.frame);
  const isInverted = state.is_inverse !== shown.facts.is_inverse;
  const [turned, area] = [turnOf(state), areaFor(state, shown.instance, shown.frame)];
  const place = placeElement(engine.state.active)?.querySelector(".canvas");
  const size = place == null ? null : { width: place.clientWidth, height: place.clientHeight };
  const view = area === null || size === null ? {} : viewOfArea(area, shown.facts, turned, size, devicePixelRatio);
  const change = { ...(window === null ? {} : { window }), isInverted, ...turned, ...view };
  engine.change(engine.state.active, change);
}
