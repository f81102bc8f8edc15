import { type ReactNode, useMemo } from "react";
import { dicomDate } from "../../desk/formats.ts";
import { useWords, type Words } from "../../desk/words/language.ts";
import type { Look } from "../../engine/engine.ts";
import type { OpenSeries } from "../../engine/pages.ts";
import { scaleBar } from "../../engine/scale-bar.ts";
import type { ViewportState } from "../../engine/view-state.ts";
import { seriesTitle } from "../series-title.ts";
import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";

const BAR_PIXELS = 120;

/** What is written around a picture: whose, when, which page, with which window, how large, and which side is which. */
export function Corners({ index }: { index: number }) {
  const { viewer: words, companions } = useWords();
  const { engine, study } = useWorkspace();
  const state = useEngineState();
  useEngineTicks();
  const wanted = state.viewports[index];
  const look = engine?.look(index);
  const series = wanted == null ? undefined : engine?.series(wanted.series);
  if (wanted == null || look == null || series === undefined) return null;
  const isUnsure = study.perhaps.some(({ id }) => id === series.study.id);
  return (
    <div className="corners" aria-hidden="true">
      {look.edges !== null && (
        <>
          <span className="edge left">{look.edges.left}</span>
          <span className="edge right">{look.edges.right}</span>
          <span className="edge top">{look.edges.top}</span>
          <span className="edge bottom">{look.edges.bottom}</span>
        </>
      )}
      <Corner place="top-left" lines={ofPatient(series, words)} personal={4}>
        {isUnsure && <span className="unsure">{companions.perhapsPriors}</span>}
      </Corner>
      <Corner place="top-right" lines={ofSeries(series, wanted, words)} personal={1} />
      <Corner place="bottom-left" lines={ofPage(series, wanted, look, words)} />
      <Corner place="bottom-right" lines={marks(look, words)}>
        {wanted.plane !== "acquired" && <Unevenness name={wanted.series} />}
      </Corner>
      <Scale look={look} words={words} />
    </div>
  );
}

/** `personal`: how many lines, from the first, tell whose picture it is; what leaves without names leaves them out. */
function Corner(props: { place: string; lines: readonly string[]; personal?: number; children?: ReactNode }) {
  const { place, lines, personal = 0, children } = props;
  return (
    <p className={`corner ${place}`}>
      {children}
      {lines.map((line, at) =>
        line === "" ? null : (
          // By its place: of two lines that say the same, one would stay when another patient's come.
          <span key={at} data-personal={at < personal ? "" : undefined}>
            {line}
          </span>
        ),
      )}
    </p>
  );
}

/** What a reader must know who measures on planes between slices. */
function Unevenness({ name }: { name: string }) {
  const { shown } = useWords();
  const { engine } = useWorkspace();
  const evenness = useMemo(() => engine?.evennessOf(name) ?? null, [engine, name]);
  if (evenness === null) return null;
  const { apart_mm, gap_mm, tilt_degrees } = evenness;
  return (
    <>
      {apart_mm !== null && <span className="unsure">{shown.uneven(finely(apart_mm[0]), finely(apart_mm[1]))}</span>}
      {gap_mm !== null && <span className="unsure">{shown.gap(finely(gap_mm))}</span>}
      {tilt_degrees > 0 && <span className="unsure">{shown.tilted(tilt_degrees.toFixed(1))}</span>}
    </>
  );
}

function finely(mm: number): string {
  return String(Math.round(mm * 100) / 100);
}

function Scale({ look, words }: { look: Look; words: Words["viewer"] }) {
  const bar = look.pixelsPerMm === null ? null : scaleBar(look.pixelsPerMm, BAR_PIXELS);
  if (bar === null) return null;
  return (
    <span className="scale-bar" style={{ width: bar.pixels }}>
      {bar.mm >= 10 ? words.centimetres(bar.mm / 10) : words.millimetres(bar.mm)}
    </span>
  );
}

function ofPatient({ study }: OpenSeries, words: Words["viewer"]): string[] {
  const { patient } = study;
  const sex = words.sexes[patient.sex as "M" | "F" | "O"] ?? patient.sex;
  return [patient.name, patient.id, [dicomDate(patient.birth_date), sex].filter(Boolean).join(" "), study.hospital];
}

function ofSeries({ study, series }: OpenSeries, { plane, slab }: ViewportState, words: Words["viewer"]): string[] {
  const made = plane === "acquired" ? "" : words.planes[plane];
  const thick = slab === null ? "" : `${words.slabKind[slab.kind]} ${words.millimetres(slab.mm)}`;
  return [
    dicomDate(study.date),
    study.description,
    seriesTitle(series, words),
    [made, thick].filter(Boolean).join(" · "),
  ];
}

function ofPage(series: OpenSeries, state: ViewportState, look: Look, words: Words["viewer"]): string[] {
  const { facts, instanceNumber } = look.page;
  const { window } = look;
  const isAcquired = state.plane === "acquired";
  const view = [facts.laterality, facts.view].filter(Boolean).join(" ");
  const thickness = facts.slice_thickness_mm === null ? "" : words.thicknessIs(tidy(facts.slice_thickness_mm));
  return [
    view,
    isAcquired ? words.pageOf(state.page + 1, series.pages.length) : "",
    isAcquired && instanceNumber !== null && instanceNumber !== state.page + 1 ? words.imageNumber(instanceNumber) : "",
    isAcquired ? thickness : "",
    window === null ? "" : words.windowIs(tidy(window.center), tidy(window.width)),
    words.zoomIs(Math.round(look.scale * 100)),
  ];
}

function marks({ page }: Look, words: Words["viewer"]): string[] {
  const { facts } = page;
  const ratio = facts.lossy_ratio === null ? "" : ` ${Math.round(facts.lossy_ratio)}:1`;
  const origin = facts.spacing_origin;
  const isElsewhere = origin === "detector" || origin === "scanned-film";
  return [
    facts.is_lossy ? `${words.lossyMark}${ratio}` : "",
    isElsewhere ? words.scaleOf(words.spacingOrigin[origin]) : "",
    facts.spacing_mm === null ? words.withoutScale : "",
    matchMedia("(pointer: coarse), (max-width: 40em)").matches ? words.notForDiagnosis : "",
  ];
}

function tidy(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}
