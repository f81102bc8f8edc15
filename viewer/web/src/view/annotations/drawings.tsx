import { useMemo } from "react";
import { moment } from "../../desk/formats.ts";
import { type Language, useSpoken, type Words } from "../../desk/words/language.ts";
import type { Measured, Recorded } from "../../engine/annotations/annotation.ts";
import { figureOf } from "../../engine/annotations/drawing.ts";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import type { Shown } from "../../engine/annotations/store.ts";
import type { Engine } from "../../engine/engine.ts";
import { useWorkspace } from "../workspace.tsx";
import { BroughtLayer, broughtFigures } from "./brought-layer.tsx";
import { Figure, type FigureProps } from "./figure.tsx";
import type { Ground } from "./ground.ts";
import { type Hand, handlesOf } from "./hand.ts";
import { type Box, type Labelled, marksOf, placeLabels, type Size } from "./label-places.ts";
import { FIRST_LINE, sizeOf } from "./label-size.ts";
import { isPreliminary, type Live, measuring } from "./live.ts";
import { toldValues } from "./told.ts";
import { useAnnotating } from "./use-annotating.ts";
import { useBrought } from "./use-brought.ts";

interface DrawingsProps {
  readonly engine: Engine;
  readonly ground: Ground;
  readonly hand: Hand;
  readonly shown: readonly Shown[];
  readonly screen: Size;
  /** Where other words stand already. */
  readonly taken: readonly Box[];
}

/** Everything that is drawn on the picture of a place, with its words where they cover nothing. */
export function Drawings({ engine, ground, hand, shown, screen, taken }: DrawingsProps) {
  const { words, language } = useSpoken();
  const { study, others } = useWorkspace();
  const annotating = useAnnotating();
  const { chosen, wordsPut } = annotating;
  const brought = broughtFigures(useBrought(ground.study), ground);
  const live = useMemo(measuring, []);
  live.engine = engine;
  live.studies = [study, ...others];
  const now = liveFigure(hand, live, words);
  const measured = (each: Shown) => each.measured ?? live.measure(each.annotation);
  const kept = shown.map((each) => {
    const figure = keptFigure({ ...each, measured: measured(each) }, ground, chosen?.id === each.id, words, language);
    const color =
      each.recorded === null || each.isMine ? undefined : annotating.ends.colorOf?.(each.recorded.author.id);
    return color === undefined ? figure : { ...figure, color };
  });
  const own = now === null ? kept : [...kept, now];
  const labels = [
    ...brought.map(({ label }) => label),
    ...own.map((figure) => labelOf(figure, wordsPut.get(figure.id))),
  ];
  const placed = placeLabels(labels, screen, taken);
  return (
    <>
      <BroughtLayer ground={ground} figures={brought} placed={placed} />
      {own.map((figure) => (
        <Figure key={figure.id} {...figure} placed={placed.get(figure.id)} />
      ))}
    </>
  );
}

function keptFigure(
  { id, annotation, measured, recorded, isMine }: Shown,
  ground: Ground,
  isChosen: boolean,
  words: Words,
  language: Language,
): FigureProps {
  const { kind, points, text } = annotation;
  const told = measured === null ? [] : toldOf(measured, recorded, words);
  // Nobody has let go of it yet: whose hand it is stands beside it.
  const hand = recorded?.version === 0 ? [recorded.author.name] : [];
  return {
    id,
    kind,
    points: points.map(ground.toScreen),
    lines: kind === "key-image" ? [] : [...hand, ...text.split("\n").filter(Boolean), ...told],
    isChosen,
    isMine,
    by: isMine || recorded === null ? "" : `${recorded.author.name} · ${moment(recorded.at, language)}`,
    handles: isChosen && isMine ? handlesOf(kind, points.length) : 0,
  };
}

/** What the hand is drawing now; what it measures is told as soon as there is something to measure. */
function liveFigure(hand: Hand, live: Live, words: Words): FigureProps | null {
  const [annotation, drawing] = [hand.annotation(), hand.drawing];
  if (annotation === null || drawing === null) return null;
  const points = figureOf(drawing);
  const wanted = annotation.kind === "cobb" ? 4 : annotation.kind === "angle" ? 3 : 2;
  const lines = points.length >= wanted ? toldHere(live.measure(annotation), words) : [];
  return { id: "", kind: drawing.kind, points, lines, isChosen: true, isMine: true, handles: 0 };
}

/** What was measured here, and not by the server yet, says so where the server knows more. */
function toldHere(measured: Measured, words: Words): string[] {
  const lines = toldValues(measured, words);
  return isPreliminary(measured) ? [...lines, words.companions.preliminary] : lines;
}

function toldOf(measured: Measured, recorded: Recorded | null, words: Words): string[] {
  return recorded?.measured === measured ? toldValues(measured, words) : toldHere(measured, words);
}

/** Words that were put somewhere by hand keep their distance to the figure; a text is a figure by itself. */
function labelOf({ id, kind, points, lines }: FigureProps, put: PlanePoint | undefined): Labelled {
  const [first] = points;
  const [left, line] = FIRST_LINE;
  const from: PlanePoint | undefined = kind === "text" ? [-left, -line] : put;
  return {
    id,
    marks: kind === "text" ? [] : marksOf(kind, points),
    size: sizeOf(lines),
    fixed: first === undefined || from === undefined ? undefined : [first[0] + from[0], first[1] + from[1]],
  };
}
