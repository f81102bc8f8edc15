import type { SeriesDocument } from "../documents.ts";
import { element, setText } from "../element.ts";
import { type Icon, icon } from "../icons.ts";
import type { Words } from "../words/en.ts";
import type { Language } from "../words/language.ts";
import type { ViewerState } from "./viewer.ts";
import { parsedWindow, type Window } from "./window.ts";

export interface ControlEvents {
  back(): void;
  frame(number: number): void;
  brightness(isOn: boolean): void;
  window(window: Window | null): void;
  play(): void;
  exact(): void;
  reset(): void;
}

/** The bar in reach of the thumb: slices, then what can be done with them. */
export class Controls {
  readonly element: HTMLElement;
  readonly presets: HTMLElement;
  private readonly words: Words;
  private readonly slider: HTMLInputElement;
  private readonly playButton: HTMLButtonElement;
  private readonly brightnessButton: HTMLButtonElement;
  private readonly exactButton: HTMLButtonElement;
  private isPlaying = false;

  constructor(series: SeriesDocument, words: Words, language: Language, events: ControlEvents) {
    this.words = words;
    this.slider = slider(series.frames, words, events);
    this.presets = presetRow(series, words, language, events);
    this.playButton = button("play", words.play, () => events.play());
    this.playButton.hidden = series.frames < 2;
    this.brightnessButton = button("contrast", words.brightness, () => events.brightness(!this.isAdjusting));
    this.brightnessButton.setAttribute("aria-pressed", "false");
    this.exactButton = button("exact", words.exact, () => events.exact());
    this.exactButton.setAttribute("aria-pressed", "false");
    this.exactButton.title = words.exactHelp;
    const row = element(
      "div",
      { class: "tools" },
      button("back", words.back, () => events.back()),
      this.brightnessButton,
      this.playButton,
      this.exactButton,
      button("reset", words.reset, () => events.reset()),
    );
    this.element = element("div", { class: "controls" }, this.presets, this.slider, row);
  }

  get isAdjusting(): boolean {
    return !this.presets.hidden;
  }

  setAdjusting(isOn: boolean): void {
    this.presets.hidden = !isOn;
    this.brightnessButton.setAttribute("aria-pressed", String(isOn));
  }

  private showPlaying(isPlaying: boolean): void {
    this.isPlaying = isPlaying;
    const { firstElementChild: drawing, lastElementChild: label } = this.playButton;
    if (label !== null) setText(label, isPlaying ? this.words.pause : this.words.play);
    if (drawing !== null) this.playButton.replaceChild(icon(isPlaying ? "pause" : "play"), drawing);
  }

  update(state: ViewerState): void {
    this.slider.value = String(state.frame);
    this.slider.setAttribute("aria-valuetext", this.words.imageOf(state.frame, state.all));
    this.brightnessButton.hidden = state.kind.is_colour && !this.isAdjusting;
    this.exactButton.setAttribute("aria-pressed", String(state.isExact));
    if (state.isPlaying !== this.isPlaying) this.showPlaying(state.isPlaying);
  }
}

function slider(frames: number, words: Words, events: ControlEvents): HTMLInputElement {
  const made = element("input", {
    type: "range",
    class: "slices",
    min: 1,
    max: frames,
    step: 1,
    value: 1,
    "aria-label": words.slice,
    input: () => events.frame(Number(made.value)),
  });
  made.hidden = frames < 2;
  return made;
}

function presetRow(series: SeriesDocument, words: Words, language: Language, events: ControlEvents): HTMLElement {
  const choices = series.presets.map((preset) => {
    const name = language === "en" ? preset.english : preset.chinese;
    const window = parsedWindow(preset.window);
    return element("button", { type: "button", class: "chip", click: () => events.window(window) }, name);
  });
  const automatic = element(
    "button",
    { type: "button", class: "chip", click: () => events.window(null) },
    words.automatic,
  );
  const help = element("p", { class: "presets-help" }, words.brightnessHelp);
  const row = element("div", { class: "chips" }, automatic, ...choices);
  return element("div", { class: "presets", hidden: true }, help, row);
}

function button(name: Icon, label: string, act: () => void): HTMLButtonElement {
  return element("button", { type: "button", class: "tool", click: act }, icon(name), element("span", {}, label));
}
