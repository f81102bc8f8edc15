import { type Answer, type Credentials, openSession, type PictureFormat } from "./api.ts";
import type { Factor, FirstPicture, SessionDocument, StatusDocument } from "./documents.ts";
import { clear, element, setText } from "./element.ts";
import { action, failureText, heading, reach } from "./parts.ts";
import { Poll } from "./poll.ts";
import { type Preferences, preferencesCookie } from "./preferences.ts";
import type { Context, Ending, Place, Screen } from "./screen.ts";
import { endScreen, gateScreen } from "./screens/gate.ts";
import { screenOf } from "./screens/screen-of.ts";
import { wishedSize } from "./viewer/ring.ts";
import { MOST_RATIO } from "./viewer/surface.ts";
import { otherLanguage, wordsOf } from "./words/language.ts";
import { dicomDateText } from "./words/quantities.ts";

/** What is shown before the link is open, and after it has ended. */
type Outside =
  | { readonly name: "loading" | "failed" }
  | { readonly name: "gate"; readonly factor: Factor | null; readonly problem: (words: Context["words"]) => string }
  | { readonly name: "end"; readonly ending: Ending };

const NO_PROBLEM = () => "";

/** The page as a whole: which screen is shown, and what is known of the exam. */
export class App implements Omit<Context, "status"> {
  readonly format: PictureFormat;
  first: FirstPicture | null = null;
  private readonly root: HTMLElement;
  private readonly offlineStrip = element("p", { class: "offline", role: "status" });
  private readonly poll = new Poll((answer) => this.polled(answer));
  private preferences: Preferences;
  private secret: string | null;
  private code: string | null = null;
  private known: StatusDocument | null = null;
  private outside: Outside = { name: "loading" };
  private place: Place = { name: "status" };
  private screen: Screen | null = null;

  constructor(root: HTMLElement, secret: string | null, format: PictureFormat, preferences: Preferences) {
    this.root = root;
    this.secret = secret;
    this.format = format;
    this.preferences = preferences;
    window.addEventListener("popstate", (event) => this.moveTo(placeOf(event.state)));
  }

  get words(): Context["words"] {
    return wordsOf(this.preferences.language);
  }

  get language(): Preferences["language"] {
    return this.preferences.language;
  }

  /** With a secret, or with the session that this browser still has. */
  async start(): Promise<void> {
    // The question is on its way before anything is laid out.
    const opening = this.open({});
    this.render();
    await opening;
  }

  go(place: Place): void {
    history.pushState(place, "", location.pathname);
    this.moveTo(place);
  }

  back(): void {
    if (this.place.name === "status") return;
    if (history.length > 1 && placeOf(history.state).name === this.place.name) history.back();
    else this.moveTo({ name: "status" });
  }

  end(ending: Ending): void {
    this.poll.stop();
    this.known = null;
    this.first = null;
    this.secret = null;
    this.code = null;
    this.show({ name: "end", ending });
  }

  setOffline(isOffline: boolean): void {
    setText(this.offlineStrip, isOffline ? this.words.offline : "");
    this.offlineStrip.hidden = !isOffline;
  }

  private async open(given: Pick<Credentials, "code" | "factor">): Promise<void> {
    if (given.code !== undefined) this.code = given.code;
    const credentials: Credentials = {
      ...(this.code === null ? {} : { code: this.code }),
      ...(this.secret === null || this.code !== null ? {} : { secret: this.secret }),
      ...(given.factor === undefined ? {} : { factor: given.factor }),
    };
    const wish = { format: this.format, size: wishedSize(screenPixels()) };
    this.opened(await openSession(credentials, wish));
  }

  private opened(answer: Answer<SessionDocument>): void {
    this.setOffline(answer.kind === "offline");
    if (answer.kind === "ok") this.enter(answer.value);
    else if (answer.kind === "factor") this.ask(answer.factor, answer.wrong ? answer.remaining : null);
    else if (answer.kind === "unavailable") this.end("unavailable");
    else if (answer.kind === "expired") this.show({ name: "gate", factor: null, problem: NO_PROBLEM });
    else
      this.complain(answer.kind === "failed" && answer.tooMany ? this.words.tooMany : failureText(this.words, answer));
  }

  private enter(session: SessionDocument): void {
    // From here on the cookie is enough.
    this.secret = null;
    this.code = null;
    this.known = session.status;
    this.first = session.first;
    this.place = placeOf(history.state);
    this.render();
    this.poll.start();
  }

  private ask(factor: Factor, remaining: number | null): void {
    const problem = (words: Context["words"]) => (remaining === null ? "" : words.wrongFactor(remaining));
    const isAsking = this.outside.name === "gate" && this.outside.factor === factor && this.known === null;
    this.outside = { name: "gate", factor, problem };
    // Who mistyped one field need not type the others again.
    if (isAsking) this.showProblem(problem(this.words));
    else this.show(this.outside);
    // The first date that a browser writes takes an old phone a tenth of a second: let it do so while somebody types.
    setTimeout(() => dicomDateText("20000101", this.language));
  }

  /** What was typed stays where it is; where nothing was typed yet there is a button to try again. */
  private complain(text: string): void {
    if (this.outside.name === "gate") this.showProblem(text);
    else this.show({ name: "failed" });
  }

  private showProblem(text: string): void {
    const problem = this.root.querySelector(".problem");
    if (problem === null) return;
    setText(problem, text);
    problem.scrollIntoView({ block: "center" });
  }

  private polled(answer: Answer<StatusDocument>): void {
    this.setOffline(answer.kind === "offline");
    if (answer.kind === "unavailable") this.end("unavailable");
    else if (answer.kind === "expired") this.end("expired");
    else if (answer.kind === "ok") this.learn(answer.value);
  }

  private learn(status: StatusDocument): void {
    const hadImages = (this.known?.studies.length ?? 0) > 0;
    const isSame = JSON.stringify(this.known) === JSON.stringify(status);
    this.known = status;
    if (!hadImages && status.studies.length > 0) void this.open({});
    else if (!isSame) this.screen?.update?.(status);
  }

  private show(outside: Outside): void {
    this.outside = outside;
    this.known = null;
    this.render();
  }

  private moveTo(place: Place): void {
    this.place = place;
    if (this.known !== null) this.render();
  }

  private render(): void {
    this.screen?.leave?.();
    document.documentElement.lang = this.language;
    document.documentElement.className = this.preferences.largeType ? "large" : "";
    document.title = this.words.title;
    const screen = this.known === null ? this.outsideScreen() : screenOf(this.context(this.known), this.place);
    this.screen = screen;
    clear(this.root);
    this.root.className = screen.isViewer === true ? "is-viewer" : "";
    if (screen.isViewer !== true) this.root.appendChild(this.strip());
    this.root.appendChild(this.offlineStrip);
    this.root.appendChild(screen.element);
    window.scrollTo(0, 0);
    screen.enter?.();
    const title = screen.element.querySelector("h1");
    if (title !== null && this.outside.name !== "loading") title.focus({ preventScroll: true });
  }

  private context(status: StatusDocument): Context {
    const { words, language, format, first } = this;
    return {
      words,
      language,
      format,
      status,
      first,
      go: (place) => this.go(place),
      back: () => this.back(),
      end: (ending) => this.end(ending),
      setOffline: (isOffline) => this.setOffline(isOffline),
    };
  }

  private outsideScreen(): Screen {
    const { words, outside } = this;
    if (outside.name === "gate") {
      const problem = outside.problem(words);
      return gateScreen({ words, factor: outside.factor, problem, submit: (given) => this.open(given) });
    }
    if (outside.name === "end") {
      return endScreen(words, outside.ending, () => this.show({ name: "gate", factor: null, problem: NO_PROBLEM }));
    }
    if (outside.name === "loading") {
      return { element: element("div", { class: "screen" }, heading(words.title), element("p", {}, words.loading)) };
    }
    const again = reach(action(null, words.tryAgain, () => void this.start()));
    return {
      element: element("div", { class: "screen" }, heading(words.title), element("p", {}, words.failed), again),
    };
  }

  /** Language and size of type, on every screen but the pictures'. */
  private strip(): HTMLElement {
    const { words, preferences } = this;
    const language = element(
      "button",
      {
        type: "button",
        class: "switch",
        lang: otherLanguage(preferences.language),
        click: () => this.switchLanguage(),
      },
      words.language,
    );
    const size = element(
      "button",
      {
        type: "button",
        class: "switch",
        click: () => this.prefer({ ...preferences, largeType: !preferences.largeType }),
      },
      preferences.largeType ? words.normalType : words.largeType,
    );
    return element("header", { class: "strip" }, element("span", { class: "brand" }, "Filmless"), size, language);
  }

  private switchLanguage(): void {
    this.prefer({ ...this.preferences, language: otherLanguage(this.preferences.language) });
  }

  private prefer(preferences: Preferences): void {
    this.preferences = preferences;
    document.cookie = preferencesCookie(preferences);
    this.render();
  }
}

function placeOf(state: unknown): Place {
  const isPlace = typeof state === "object" && state !== null && "name" in state;
  return isPlace ? (state as Place) : { name: "status" };
}

/** Of the screen rather than of the window: nothing need be laid out to know it. */
function screenPixels(): number {
  return Math.min(screen.width, screen.height) * Math.min(MOST_RATIO, window.devicePixelRatio || 1);
}
