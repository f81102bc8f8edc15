import { type Answer, type Credentials, openSession, type PictureFormat, rootOf } from "./api.ts";
import type { Factor, FirstPicture, SessionDocument, StatusDocument } from "./documents.ts";
import { Downloads } from "./downloads.ts";
import { clear, element, setText } from "./element.ts";
import { entryOf, linkOf, placeOf } from "./entries.ts";
import { credentialsOf, type FirstQuestion, pictureWish } from "./first-question.ts";
import { action, failureText, heading, reach } from "./parts.ts";
import { isLater, type Later, Patience } from "./patience.ts";
import { Poll } from "./poll.ts";
import { type Preferences, preferencesCookie } from "./preferences.ts";
import type { Context, Ending, Place, Screen } from "./screen.ts";
import { endScreen, gateScreen } from "./screens/gate.ts";
import { screenOf } from "./screens/screen-of.ts";
import { isDone } from "./screens/status.ts";
import { otherLanguage, wordsOf } from "./words/language.ts";

/** What is shown before the link is open, and after it has ended. */
type Outside =
  | { readonly name: "loading" }
  | { readonly name: "failed"; readonly why: "away" | "failed"; readonly again: () => void }
  | { readonly name: "gate"; readonly factor: Factor | null; readonly problem: (words: Context["words"]) => string }
  | { readonly name: "end"; readonly ending: Ending };

/** Nobody minds an empty page for so long. */
const SOON_MS = 500;
const NO_PROBLEM = () => "";
const STATUS: Place = { name: "status" };

/** The page as a whole: which screen is shown, and what is known of the exam. */
export class App implements Omit<Context, "status"> {
  readonly format: PictureFormat;
  first: FirstPicture | null = null;
  readonly downloads = new Downloads();
  private readonly page: HTMLElement;
  private readonly offlineStrip = element("p", { class: "offline", role: "status" });
  private readonly poll = new Poll((answer) => this.polled(answer));
  private readonly opening = new Patience();
  private preferences: Preferences;
  private secret: string | null;
  private code: string | null = null;
  /** The handle of the one link whose exam is shown; null: whichever this browser has opened, if it is just one. */
  private link = linkOf(history.state);
  private known: StatusDocument | null = null;
  private outside: Outside = { name: "loading" };
  private place = STATUS;
  private screen: Screen | null = null;

  constructor(page: HTMLElement, { secret, format, preferences }: FirstQuestion) {
    this.page = page;
    this.secret = secret;
    this.format = format;
    this.preferences = preferences;
    window.addEventListener("popstate", (event) => this.wentTo(event.state));
  }

  get words(): Context["words"] {
    return wordsOf(this.preferences.language);
  }

  get language(): Preferences["language"] {
    return this.preferences.language;
  }

  get root(): string {
    return rootOf(this.link ?? "");
  }

  /** An answer that comes soon finds an empty page: to lay out twice what is seen for a moment makes it later. */
  async start(answer: Promise<Answer<SessionDocument>>): Promise<void> {
    const loading = window.setTimeout(() => this.render(), SOON_MS);
    const first = await answer;
    window.clearTimeout(loading);
    if (isLater(first) && this.screen === null) this.render();
    this.opened(first);
  }

  go(place: Place): void {
    history.pushState(entryOf(this.link ?? "", place), "", location.pathname);
    this.moveTo(place);
  }

  back(): void {
    if (this.place.name === "status") return;
    if (history.length > 1 && placeOf(history.state).name === this.place.name) history.back();
    else this.moveTo(STATUS);
  }

  end(ending: Ending): void {
    this.poll.stop();
    this.downloads.stopAll();
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
    const which = credentialsOf(this.code, this.secret, this.link);
    this.opened(await this.exchange(given.factor === undefined ? which : { ...which, factor: given.factor }));
  }

  private exchange(credentials: Credentials): Promise<Answer<SessionDocument>> {
    return openSession(credentials, pictureWish(this.format));
  }

  private opened(answer: Answer<SessionDocument>): void {
    const isAsking = this.outside.name === "gate";
    // What was typed is not sent again by itself.
    this.setOffline(answer.kind === "offline" && !isAsking);
    if (answer.kind === "ok") this.enter(answer.value);
    else if (answer.kind === "factor") this.ask(answer.factor, answer.wrong ? answer.remaining : null);
    else if (answer.kind === "unavailable") this.end("unavailable");
    else if (answer.kind === "expired") this.show({ name: "gate", factor: null, problem: NO_PROBLEM });
    else if (isAsking) this.showProblem(problemText(this.words, answer));
    else if (isLater(answer)) void this.openLater(answer);
    else this.show({ name: "failed", why: "failed", again: () => void this.open({}) });
  }

  /** Nobody has typed anything yet: the page goes on by itself, and says what is the matter when that takes long. */
  private async openLater(later: Later): Promise<void> {
    const { outside, opening } = this;
    const isSaid = outside.name === "failed" && outside.why === later.kind;
    // The network has its own place on every screen.
    if (opening.mustTell(later) && later.kind === "away" && !isSaid) {
      this.show({ name: "failed", why: later.kind, again: () => opening.wake() });
    }
    await opening.wait(later);
    await this.open({});
  }

  private enter(session: SessionDocument): void {
    const { handle } = session.status.link;
    // From here on the cookie of this link is enough, and what the tab showed of another one is over.
    this.secret = null;
    this.code = null;
    this.link = handle;
    if (linkOf(history.state) !== handle) history.replaceState(entryOf(handle, STATUS), "", location.pathname);
    this.known = session.status;
    this.first = session.first;
    this.place = placeOf(history.state);
    this.render();
    this.poll.start(this.root);
    const later = firstLater(session);
    if (later !== null) void this.fetchFirst(later);
  }

  /** The first picture comes with the link; one that can't be had just now, or was not there yet, comes by itself. */
  private async fetchFirst(after: Later | null): Promise<void> {
    const patience = new Patience();
    const { link } = this;
    const isOver = () => this.known === null || this.link !== link;
    let later = after;
    do {
      if (later !== null) await patience.wait(later);
      if (isOver()) return;
      const answer = await this.exchange({ link: link ?? "" });
      if (isOver()) return;
      later = isLater(answer) ? answer : null;
      // A server that stumbles once must not leave a page behind.
      if (answer.kind === "failed") later = { kind: "away", seconds: 0 };
      if (answer.kind !== "ok") continue;
      const { status, first } = answer.value;
      this.known = status;
      this.first = first;
      later = firstLater(answer.value);
      if (first !== null && this.place.name === "status") this.screen?.update?.(status);
    } while (later !== null);
  }

  private ask(factor: Factor, remaining: number | null): void {
    const problem = (words: Context["words"]) => (remaining === null ? "" : words.wrongFactor(remaining));
    const isAsking = this.outside.name === "gate" && this.outside.factor === factor && this.known === null;
    this.outside = { name: "gate", factor, problem };
    // Who mistyped one field need not type the others again.
    if (isAsking) this.showProblem(problem(this.words));
    else this.show(this.outside);
  }

  /** What was typed stays where it is. */
  private showProblem(text: string): void {
    const problem = this.page.querySelector(".problem");
    if (problem === null) return;
    setText(problem, text);
    problem.scrollIntoView({ block: "center" });
  }

  private polled(answer: Answer<StatusDocument>): void {
    this.setOffline(answer.kind === "offline");
    if (answer.kind === "unavailable") this.end("unavailable");
    else if (answer.kind === "expired") this.end("expired");
    // What is shown is of one link: of another there is nothing to learn.
    else if (answer.kind === "ok" && answer.value.link.handle === this.link) this.learn(answer.value);
  }

  private learn(status: StatusDocument): void {
    const hadImages = this.known !== null && isDone(this.known, "images");
    const isSame = JSON.stringify(this.known) === JSON.stringify(status);
    this.known = status;
    // That images are here is said at once, however long the first of them takes.
    if (!isSame) this.screen?.update?.(status);
    if (!hadImages && isDone(status, "images")) void this.fetchFirst(null);
  }

  private show(outside: Outside): void {
    this.outside = outside;
    this.known = null;
    this.render();
  }

  /** Backwards there may be another link that was opened in this tab: it is opened anew, with everything of its own. */
  private wentTo(entry: unknown): void {
    if (linkOf(entry) === this.link) this.moveTo(placeOf(entry));
    else location.reload();
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
    clear(this.page);
    this.page.className = screen.isViewer === true ? "is-viewer" : "";
    if (screen.isViewer !== true) this.page.appendChild(this.strip());
    this.page.appendChild(this.offlineStrip);
    this.page.appendChild(screen.element);
    window.scrollTo(0, 0);
    screen.enter?.();
    const title = screen.element.querySelector("h1");
    if (title !== null && this.outside.name !== "loading") title.focus({ preventScroll: true });
  }

  private context(status: StatusDocument): Context {
    const { words, language, format, downloads } = this;
    const firstNow = () => this.first;
    return {
      words,
      language,
      format,
      status,
      root: this.root,
      downloads,
      get first() {
        return firstNow();
      },
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
    const again = reach(action(null, words.tryAgain, outside.again));
    const why = element("p", { role: "alert" }, failureText(words, { kind: outside.why }));
    return { element: element("div", { class: "screen" }, heading(words.title), why, again) };
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

function firstLater(session: SessionDocument): Later | null {
  const seconds = session.first_after_seconds;
  return seconds === null ? null : { kind: "away", seconds };
}

function problemText(words: Context["words"], answer: Answer<unknown>): string {
  if (answer.kind === "offline") return words.notConnected;
  if (answer.kind !== "failed" || !answer.tooMany) return words.failed;
  return words.tooMany(Math.max(1, Math.ceil(answer.seconds / 60)));
}
