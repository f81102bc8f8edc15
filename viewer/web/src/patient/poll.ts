import { type Answer, get } from "./api.ts";
import type { StatusDocument } from "./documents.ts";
import { isLater, pauseMs } from "./patience.ts";

const USUAL_MS = 4000;

/**
 * Asks for the state of the exam every few seconds while somebody looks at the page. An unchanged state costs one
 * answer without a body; a link that was switched off closes the page at the next question.
 */
export class Poll {
  private readonly told: (answer: Answer<StatusDocument>) => void;
  private root = "";
  private etag: string | null = null;
  private failures = 0;
  private askedSeconds = 0;
  private timer: number | null = null;
  private isStopped = true;
  /** Only the latest question goes on to another one. */
  private turn = 0;

  constructor(told: (answer: Answer<StatusDocument>) => void) {
    this.told = told;
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("pageshow", () => this.wake());
  }

  /** What was asked of another link before is not heard any more. */
  start(root: string): void {
    this.stop();
    this.turn += 1;
    this.root = root;
    this.etag = null;
    this.isStopped = false;
    this.later();
  }

  stop(): void {
    this.isStopped = true;
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
  }

  private wake(): void {
    if (this.isStopped || document.hidden) return;
    this.stop();
    this.isStopped = false;
    this.ask();
  }

  private later(): void {
    if (this.isStopped || document.hidden) return;
    this.timer = window.setTimeout(() => this.ask(), pauseMs(this.failures, this.askedSeconds, USUAL_MS));
  }

  private async ask(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const answer = await get<StatusDocument>(`${this.root}/status`, this.etag);
    if (this.isStopped || turn !== this.turn) return;
    if (answer.kind === "ok") this.etag = answer.etag;
    this.failures = isLater(answer) || answer.kind === "failed" ? this.failures + 1 : 0;
    this.askedSeconds = isLater(answer) ? answer.seconds : 0;
    this.told(answer);
    this.later();
  }
}
