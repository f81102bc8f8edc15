import { element, setText } from "../element.ts";
import type { Words } from "../words/en.ts";
import { scaleBar } from "./scale-bar.ts";
import type { ViewerState } from "./viewer.ts";

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
    const top = element("div", { class: "overlay-top" }, this.number, this.window);
    const label = element("p", { class: "overlay-label" }, words.notForDiagnosis);
    const bottom = element(
      "div",
      { class: "overlay-bottom" },
      element("div", {}, label, this.quality),
      element("div", {}, this.bar),
    );
    const { left, right, top: above, bottom: below } = this.sides;
    this.parts = [top, above, left, right, below, this.failure, bottom];
  }

  update(state: ViewerState): void {
    setText(this.number, `${state.frame} / ${state.all}`);
    const { window } = state;
    setText(this.window, window === null ? "" : `C ${Math.round(window.center)} · W ${Math.round(window.width)}`);
    setText(this.quality, this.qualityText(state));
    this.updateSides(state);
    this.updateBar(state.pixelsPerMm);
    this.updateFailure(state);
  }

  private qualityText(state: ViewerState): string {
    const here = state.isExact ? this.words.lossless : this.words.lossy;
    return state.kind.was_lossy ? `${here} · ${this.words.wasLossy}` : here;
  }

  private updateSides(state: ViewerState): void {
    const edges = state.failure === null ? state.kind.edges : null;
    for (const name of ["left", "right", "top", "bottom"] as const) {
      setText(this.sides[name], edges === null ? "" : this.spelled(edges[name]));
    }
  }

  private spelled(letters: string): string {
    return letters.replace(/[RLAPHF]/g, (letter) => this.words[`letter${letter as "R"}`]);
  }

  private updateBar(pixelsPerMm: number | null): void {
    const bar = pixelsPerMm === null ? null : scaleBar(pixelsPerMm, MOST_BAR_LENGTH);
    setText(this.bar, bar === null ? "" : this.words.millimetres(bar.millimetres));
    this.bar.hidden = bar === null;
    this.bar.style.width = bar === null ? "" : `${bar.length}px`;
  }

  private updateFailure(state: ViewerState): void {
    const { imageFailed, imageKept, offline, away } = this.words;
    const texts = { undecodable: `${imageFailed} ${imageKept}`, offline, away };
    setText(this.failure, state.failure === null ? "" : texts[state.failure]);
    this.failure.hidden = state.failure === null;
  }
}

function side(name: string): HTMLElement {
  return element("p", { class: `side side-${name}` });
}
