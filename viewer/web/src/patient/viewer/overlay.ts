import { element, setText } from "../element.ts";
import type { Words } from "../words/en.ts";
import { scaleBar } from "./scale-bar.ts";
import type { ViewerState } from "./viewer.ts";
import { windowLabel } from "./window.ts";

const MOST_BAR_LENGTH = 120;

/** What stands around the picture: sides of the patient, scale, number, window, and what the picture is not good for. */
export class Overlay {
  readonly parts: readonly HTMLElement[];
  private readonly words: Words;
  private readonly sides = { left: side("left"), right: side("right"), top: side("top"), bottom: side("bottom") };
  private readonly number = element("p", { class: "overlay-number" });
  private readonly window = element("p", { class: "overlay-window" });
  private readonly quality = element("p", { class: "overlay-quality" });
  private readonly bar = element("p", { class: "overlay-scale" });
  private readonly failure = element("div", { class: "overlay-failure", role: "status" });

  constructor(words: Words) {
    this.words = words;
    const { left, right, top, bottom } = this.sides;
    const counts = element("div", { class: "overlay-row" }, this.number, this.window);
    const label = element("p", { class: "overlay-label" }, words.notForDiagnosis);
    const marks = element("div", {}, label, this.quality);
    const quality = element("div", { class: "overlay-row" }, marks, element("div", {}, this.bar));
    // The letters above and below take a line of their own, so that no text ever covers them.
    const head = element("div", { class: "overlay-top" }, counts, top);
    const foot = element("div", { class: "overlay-bottom" }, bottom, quality);
    this.parts = [head, left, right, this.failure, foot];
  }

  update(state: ViewerState): void {
    setText(this.number, `${state.frame} / ${state.all}`);
    const { window } = state;
    setText(this.window, window === null ? "" : windowLabel(window));
    setText(this.quality, this.qualityText(state));
    this.updateSides(state);
    this.updateBar(state.pixelsPerMm);
    this.updateFailure(state);
  }

  private qualityText(state: ViewerState): string {
    const { lossy, lossyTwice, lossless, losslessOfLossy } = this.words;
    if (state.isExact) return state.kind.was_lossy ? losslessOfLossy : lossless;
    return state.kind.was_lossy ? lossyTwice : lossy;
  }

  private updateSides(state: ViewerState): void {
    const edges = state.failure === null ? state.kind.edges : null;
    for (const name of ["left", "right", "top", "bottom"] as const) {
      setText(this.sides[name], edges === null ? "" : this.spelled(edges[name]));
    }
  }

  private spelled(letters: string): string {
    const spelled = letters.split("").map((letter) => this.words[`letter${letter as "R"}`]);
    return spelled.join(this.words.betweenLetters);
  }

  private updateBar(pixelsPerMm: number | null): void {
    const bar = pixelsPerMm === null ? null : scaleBar(pixelsPerMm, MOST_BAR_LENGTH);
    setText(this.bar, bar === null ? "" : this.words.millimetres(bar.millimetres));
    this.bar.hidden = bar === null;
    this.bar.style.width = bar === null ? "" : `${bar.length}px`;
  }

  private updateFailure(state: ViewerState): void {
    const { imageFailed, imageKept, imageMissing, loading, offline, away } = this.words;
    const texts = {
      undecodable: `${imageFailed} ${imageKept}`,
      missing: imageMissing,
      waiting: loading,
      offline,
      away,
    };
    setText(this.failure, state.failure === null ? "" : texts[state.failure]);
    this.failure.hidden = state.failure === null;
  }
}

function side(name: string): HTMLElement {
  return element("p", { class: `side side-${name}` });
}
