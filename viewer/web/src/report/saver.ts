import { ApiError } from "../desk/api.ts";
import type { ReportLanguage, Sections } from "./types.ts";

export const AFTER_MS = 1500;
export const AGAIN_MS = 5000;

export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "failed" }
  /** The session is over: it is sent again until the same person has signed in again. */
  | { kind: "signed-out" }
  /** Nothing is saved until somebody decides: another window, somebody else, or it was signed. */
  | { kind: "refused"; error: ApiError };

/** The problem of a save in whose browser somebody else has signed in since. */
export const SOMEBODY_ELSE = "somebody-else";

export interface Text {
  language: ReportLanguage;
  sections: Sections;
}

export interface Body extends Text {
  revision: number;
  is_forced: boolean;
}

export interface Wire {
  /** Sends a text; the browser finishes it although the page is left, as long as `isKept`. */
  save: (body: Body) => Promise<{ revision: number; saved_at: string }>;
  /** Sends a text for whose answer perhaps nobody waits any more; true when the server has it, if only aside. */
  last: (body: Body) => Promise<boolean>;
  /** Whether a browser finishes to send a text of this size when the page is left. */
  isKept: (body: Body) => boolean;
}

/**
 * Saves a text a moment after every change, one save at a time. Whatever was typed until the page is left is sent: what
 * was typed while a save was on its way follows it, as what builds on it.
 */
export class Saver {
  /** The state of the text that the server has and that stands here. */
  revision: number;
  private latest: Text | null = null;
  private isDirty = false;
  private isRefused = false;
  private hasFailed = false;
  /** Nothing is tried by itself, since that would be in somebody else's session. */
  private isHeld = false;
  private isDropped = false;
  private running: Promise<boolean> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly wire: Wire;
  private readonly tell: (state: SaveState) => void;

  constructor(revision: number, wire: Wire, tell: (state: SaveState) => void) {
    this.revision = revision;
    this.wire = wire;
    this.tell = tell;
  }

  touch(text: Text): void {
    if (this.isDropped) return;
    this.latest = text;
    this.isDirty = true;
    if (this.isRefused) return;
    if (!this.hasFailed) this.tell({ kind: "unsaved" });
    this.after(AFTER_MS);
  }

  /** Saves at once what is not saved; true when the server has everything. */
  async flush(): Promise<boolean> {
    while (this.running !== null) await this.running;
    if (this.isRefused || !this.isDirty) return !this.isRefused;
    return this.send(false);
  }

  /** Keeps this window's text although another one has saved since. */
  async force(text: Text): Promise<boolean> {
    while (this.running !== null) await this.running;
    this.latest = text;
    return this.send(true);
  }

  /** The page is about to close: nothing waits for an answer any more. */
  close(): void {
    clearTimeout(this.timer);
    if (this.latest === null || !this.isDirty) return;
    this.isDirty = false;
    // What is on its way arrives first, and this builds on it. Where it does not, the server keeps this text aside.
    const revision = this.revision + (this.running === null ? 0 : 1);
    void this.wire.last({ ...this.latest, revision, is_forced: false });
    if (!this.isRefused) this.revision = revision + 1;
  }

  /** The text leaves the screen and the page stays: it is saved in its turn. */
  leave(): void {
    clearTimeout(this.timer);
    if (this.isRefused) this.close();
    else void this.flush();
  }

  /** Sends what can be sent: it is signed out now. */
  async settle(): Promise<void> {
    while (this.running !== null) await this.running;
    if (!this.isRefused) await this.flush();
    else if (this.latest !== null && this.isDirty) await this.keepAside(this.latest);
  }

  /** Somebody sits here again. */
  wake(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    void this.flush();
  }

  /** The words may go: nothing is sent any more. */
  drop(): void {
    clearTimeout(this.timer);
    this.isDropped = true;
    this.isDirty = false;
  }

  /** Whether there are words that the server does not have. */
  get isUnsaved(): boolean {
    return !this.isDropped && (this.isDirty || this.running !== null);
  }

  /** Whether words would be lost with the page, because the server can't have them before it closes. */
  get isAtRisk(): boolean {
    if (this.latest === null || (!this.isDirty && this.running === null)) return false;
    const body = { ...this.latest, revision: this.revision, is_forced: false };
    return this.hasFailed || !this.wire.isKept(body);
  }

  private after(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.isDropped) return;
    this.timer = setTimeout(() => void this.flush(), milliseconds);
  }

  private send(isForced: boolean): Promise<boolean> {
    return this.run(this.sent(isForced));
  }

  private run(sending: Promise<boolean>): Promise<boolean> {
    this.running = sending.finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Has the server keep a text beside the one that it refuses to write over. */
  private keepAside(text: Text): Promise<boolean> {
    clearTimeout(this.timer);
    this.isDirty = false;
    const kept = this.wire.last({ ...text, revision: this.revision, is_forced: false }).catch(() => false);
    return this.run(
      kept.then((isKept) => {
        this.isDirty = this.isDirty || !isKept;
        return isKept;
      }),
    );
  }

  private async sent(isForced: boolean): Promise<boolean> {
    if (this.latest === null) return true;
    this.isDirty = false;
    this.tell({ kind: "saving" });
    try {
      const answer = await this.wire.save({ ...this.latest, revision: this.revision, is_forced: isForced });
      this.revision = Math.max(this.revision, answer.revision);
      this.isRefused = this.hasFailed = false;
      this.tell(this.isDirty ? { kind: "unsaved" } : { kind: "saved", at: answer.saved_at });
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  private fail(error: unknown): void {
    if (this.isDropped) return;
    const isSignedOut = error instanceof ApiError && error.status === 401;
    const isSaid = error instanceof ApiError && !isSignedOut && isFinal(error.status);
    this.hasFailed = true;
    // A refusal keeps the text aside; what is typed after it is not saved yet.
    this.isDirty = this.isDirty || !isSaid || error.status !== 409;
    this.isRefused = isSaid;
    if (isSaid) {
      this.tell({ kind: "refused", error });
    } else {
      this.tell({ kind: isSignedOut ? "signed-out" : "failed" });
      this.isHeld = error instanceof ApiError && error.problem === SOMEBODY_ELSE;
      if (this.isHeld) clearTimeout(this.timer);
      else this.after(AGAIN_MS);
    }
  }
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
