import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dropWords, hasUnsavedWords, type Holder, holdWords, SETTLE_MS, settleWords } from "./unsaved.ts";

class Held implements Holder {
  isUnsaved = true;
  private readonly sent: () => Promise<boolean>;

  constructor(sent: () => Promise<boolean>) {
    this.sent = sent;
  }

  async settle(): Promise<void> {
    this.isUnsaved = !(await this.sent());
  }

  wake(): void {}

  drop(): void {
    this.isUnsaved = false;
  }
}

const releases: (() => void)[] = [];

function hold(holder: Holder): () => void {
  const release = holdWords(holder);
  releases.push(release);
  return release;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const release of releases.splice(0)) release();
  dropWords();
  vi.useRealTimers();
});

describe("whoever signs out", () => {
  it("goes when the server has every word", async () => {
    hold(new Held(() => Promise.resolve(true)));
    expect(await settleWords()).toBe(true);
  });

  it("is asked when the server has not taken one", async () => {
    hold(new Held(() => Promise.resolve(true)));
    hold(new Held(() => Promise.resolve(false)));
    expect([await settleWords(), hasUnsavedWords()]).toEqual([false, true]);
    dropWords();
    expect(hasUnsavedWords()).toBe(false);
  });

  it("is asked when sending fails", async () => {
    hold(new Held(() => Promise.reject(new Error("no line"))));
    expect(await settleWords()).toBe(false);
  });

  it("waits a few seconds for a server that says nothing", async () => {
    hold(new Held(() => new Promise(() => undefined)));
    const settled = settleWords();
    let isSettled = false;
    void settled.then(() => (isSettled = true));
    await vi.advanceTimersByTimeAsync(SETTLE_MS - 1);
    expect(isSettled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await settled).toBe(false);
  });

  it("is asked for words that have left the screen unsaved, which hold nobody on a page", async () => {
    const release = hold(new Held(() => Promise.resolve(false)));
    release();
    expect([hasUnsavedWords(), await settleWords()]).toEqual([false, false]);
  });
});
