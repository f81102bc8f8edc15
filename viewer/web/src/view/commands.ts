/** Everything that can be done to what is on the screen, each under a name that buttons and keys share. */

import type { Engine } from "../engine/engine.ts";
import type { Preset, Study } from "../engine/study.ts";
import { resetViewport, type ViewportState, type ViewState } from "../engine/view-state.ts";
import { placed, reformatted, withLayout } from "./hanging.ts";

export interface Hands {
  readonly engine: Engine;
  readonly studies: readonly Study[];
}

export const CINE_RATES = [2, 5, 10, 15, 20, 30] as const;
const USUAL_RATE = 10;
/** What was on the screen before one place took all of it. */
const before = new WeakMap<Engine, ViewState>();

export const COMMANDS = {
  next: ({ engine }: Hands) => engine.scroll(engine.state.active, 1),
  previous: ({ engine }: Hands) => engine.scroll(engine.state.active, -1),
  nextTen: ({ engine }: Hands) => engine.scroll(engine.state.active, 10),
  previousTen: ({ engine }: Hands) => engine.scroll(engine.state.active, -10),
  first: ({ engine }: Hands) => engine.scroll(engine.state.active, -1e6),
  last: ({ engine }: Hands) => engine.scroll(engine.state.active, 1e6),
  holdScroll: ({ engine }: Hands) => hold(engine, "scroll"),
  holdWindow: ({ engine }: Hands) => hold(engine, "window"),
  holdZoom: ({ engine }: Hands) => hold(engine, "zoom"),
  holdPan: ({ engine }: Hands) => hold(engine, "pan"),
  holdCrosshair: ({ engine }: Hands) => hold(engine, "crosshair"),
  rotate: ({ engine }: Hands) => change(engine, (state) => ({ rotation: (state.rotation + 90) % 360 })),
  rotateBack: ({ engine }: Hands) => change(engine, (state) => ({ rotation: (state.rotation + 270) % 360 })),
  flipHorizontally: ({ engine }: Hands) => change(engine, (state) => flipped(state, true)),
  flipVertically: ({ engine }: Hands) => change(engine, (state) => flipped(state, false)),
  invert: ({ engine }: Hands) => change(engine, (state) => ({ isInverted: !state.isInverted })),
  fit: ({ engine }: Hands) => change(engine, () => ({ zoom: 1, pan: [0, 0] })),
  oneToOne: ({ engine }: Hands) => oneToOne(engine),
  zoomIn: ({ engine }: Hands) => change(engine, (state) => ({ zoom: Math.min(state.zoom * 1.25, 64) })),
  zoomOut: ({ engine }: Hands) => change(engine, (state) => ({ zoom: Math.max(state.zoom / 1.25, 0.1) })),
  reset: ({ engine }: Hands) => change(engine, (state) => resetViewport(state)),
  cine: ({ engine }: Hands) => change(engine, (state) => ({ cine: state.cine === null ? rateOf(engine) : null })),
  link: ({ engine }: Hands) => engine.apply({ ...engine.state, isLinked: !engine.state.isLinked }),
  reformat: (hands: Hands) => reformat(hands),
  single: (hands: Hands) => single(hands),
  nextPlace: ({ engine }: Hands) => activate(engine, 1),
  nextSeries: (hands: Hands) => otherSeries(hands, 1),
  previousSeries: (hands: Hands) => otherSeries(hands, -1),
} as const;

export type Command = keyof typeof COMMANDS;

/** Which key does what; digits are presets. */
export const KEYS: Readonly<Record<string, Command>> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  PageDown: "nextTen",
  PageUp: "previousTen",
  Home: "first",
  End: "last",
  s: "holdScroll",
  w: "holdWindow",
  z: "holdZoom",
  p: "holdPan",
  x: "holdCrosshair",
  r: "rotate",
  R: "rotateBack",
  h: "flipHorizontally",
  v: "flipVertically",
  i: "invert",
  f: "fit",
  a: "oneToOne",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  Backspace: "reset",
  " ": "cine",
  l: "link",
  m: "reformat",
  d: "single",
  n: "nextPlace",
  "]": "nextSeries",
  "[": "previousSeries",
};

export function run(command: Command, hands: Hands): void {
  COMMANDS[command](hands);
}

/** The presets of the picture in hand: those of its modality, else what its file brings. */
export function presetsOf(engine: Engine): readonly Preset[] {
  const series = engine.series(engine.state.viewports[engine.state.active]?.series ?? "");
  if (series === undefined) return [];
  if (series.series.presets.length > 0) return series.series.presets;
  const windows = series.pages[0]?.facts.windows ?? [];
  return windows.map((window, at) => {
    const name = window.explanation || String(at + 1);
    return { key: `file-${at}`, zh: name, en: name, window };
  });
}

export function applyPreset(engine: Engine, digit: number): void {
  if (digit === 0) change(engine, () => ({ window: null }));
  const preset = presetsOf(engine)[digit - 1];
  if (preset !== undefined)
    change(engine, () => ({ window: { center: preset.window.center, width: preset.window.width } }));
}

export function setLayout({ engine, studies }: Hands, rows: number, columns: number): void {
  before.delete(engine);
  engine.apply(withLayout(engine.state, rows, columns, studies));
}

function hold(engine: Engine, tool: string): void {
  engine.tool = tool;
}

function change(engine: Engine, how: (state: NonNullable<ViewState["viewports"][number]>) => object): void {
  const { active, viewports } = engine.state;
  const state = viewports[active];
  if (state != null) engine.change(active, how(state));
}

/** Flips what is seen: a picture that lies on its side is turned after it was flipped. */
function flipped(state: ViewportState, isHorizontal: boolean): Partial<ViewportState> {
  const isOnSide = Math.round(state.rotation / 90) % 2 === 1;
  return isHorizontal !== isOnSide
    ? { isFlippedHorizontally: !state.isFlippedHorizontally }
    : { isFlippedVertically: !state.isFlippedVertically };
}

/** One pixel of the picture on one of the screen. */
function oneToOne(engine: Engine): void {
  const look = engine.look(engine.state.active);
  if (look === null) return;
  change(engine, (state) => ({ zoom: state.zoom / (look.scale * devicePixelRatio), pan: [0, 0] }));
}

/** The rate that the recording itself wants, else a usual one. */
function rateOf(engine: Engine): number {
  const milliseconds = engine.look(engine.state.active)?.page.facts.frame_milliseconds ?? 0;
  return milliseconds > 0 ? Math.min(Math.max(Math.round(1000 / milliseconds), 1), 60) : USUAL_RATE;
}

function reformat({ engine }: Hands): void {
  const active = engine.state.viewports[engine.state.active];
  if (active == null) return;
  const former = before.get(engine);
  if (active.plane !== "acquired") {
    if (former !== undefined) engine.apply(former);
    before.delete(engine);
  } else if (engine.canReformat(active.series)) {
    before.set(engine, engine.state);
    engine.apply(reformatted(engine.state));
  }
}

/** The place in hand takes the whole screen, and gives it back. */
function single({ engine, studies }: Hands): void {
  const { state } = engine;
  const former = before.get(engine);
  const active = state.viewports[state.active] ?? null;
  if (state.viewports.length > 1) {
    before.set(engine, state);
    engine.apply({ ...state, rows: 1, columns: 1, active: 0, isLinked: false, viewports: [active] });
  } else if (former !== undefined) {
    before.delete(engine);
    const viewports = former.viewports.map((each, at) => (at === former.active ? active : each));
    engine.apply({ ...former, viewports });
  } else {
    engine.apply(withLayout(state, 1, 1, studies));
  }
}

function activate(engine: Engine, by: number): void {
  const { state } = engine;
  engine.apply({ ...state, active: (state.active + by) % state.viewports.length });
}

function otherSeries({ engine, studies }: Hands, by: number): void {
  const { state } = engine;
  const names = studies.flatMap((study) => study.series.map((series) => `${study.id}/${series.key}`));
  const at = names.indexOf(state.viewports[state.active]?.series ?? "");
  const name = names[Math.min(Math.max(at + by, 0), names.length - 1)];
  const series = name === undefined ? undefined : engine.series(name);
  if (series === undefined || names[at] === name) return;
  const viewports = state.viewports.map((each, index) =>
    index === state.active ? placed(series.study, series.series) : each,
  );
  engine.apply({ ...state, viewports });
}
