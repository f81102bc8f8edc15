import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../desk/api.ts";
import { AFTER_MS, AGAIN_MS, type Body, Saver, type SaveState, SOMEBODY_ELSE, type Text, type Wire } from "./saver.ts";

/** A server that answers when it is told to; it keeps texts as the house does, one state after the other. */
class Server implements Wire {
  text = "";
  aside: string[] = [];
  revision = 1;
  biggest = 1000;
  private waiting: (() => void)[] = [];
  fails: unknown[] = [];

  save(body: Body): Promise<{ revision: number; saved_at: string }> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => {
        const failure = this.fails.shift();
        if (failure !== undefined) reject(failure as Error);
        else if (this.takes(body)) resolve({ revision: this.revision, saved_at: "now" });
        else reject(new ApiError(409, { problem: "report-edited" }));
      });
    });
  }

  last(body: Body): Promise<boolean> {
    return new Promise((resolve) => {
      this.waiting.push(() => {
        const isLost = this.fails.shift() !== undefined;
        if (!isLost) this.takes(body);
        resolve(!isLost);
      });
    });
  }

  /** How many texts are on their way. */
  get asked(): number {
    return this.waiting.length;
  }

  isKept(body: Body): boolean {
    return (body.sections.findings ?? "").length <= this.biggest;
  }

  /** Lets everything that was sent arrive, in its order. */
  async answer(): Promise<void> {
    for (const each of this.waiting.splice(0)) each();
    await vi.advanceTimersByTimeAsync(0);
  }

  private takes(body: Body): boolean {
    const text = body.sections.findings ?? "";
    const isNext = body.revision === this.revision || body.is_forced;
    if (isNext) [this.text, this.revision] = [text, this.revision + 1];
    else this.aside.push(text);
    return isNext;
  }
}

function findings(text: string): Text {
  return { language: "en", sections: { findings: text } };
}

function begin() {
  const server = new Server();
  const states: SaveState["kind"][] = [];
  return { server, states, saver: new Saver(1, server, (state) => states.push(state.kind)) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a text that is written", () => {
  it("is saved a moment after the last change", async () => {
    const { server, saver, states } = begin();
    saver.touch(findings("a"));
    saver.touch(findings("ab"));
    await vi.advanceTimersByTimeAsync(AFTER_MS);
    await server.answer();
    expect([server.text, saver.revision, states.at(-1)]).toEqual(["ab", 2, "saved"]);
  });

  it("is whole on the server when the page is left while a save is on its way", async () => {
    const { server, saver } = begin();
    saver.touch(findings("a"));
    const saving = saver.flush();
    saver.touch(findings("a and more"));
    saver.close();
    await server.answer();
    await saving;
    expect([server.text, server.aside]).toEqual(["a and more", []]);
  });

  it("is saved in its turn when it leaves the screen while a save is on its way", async () => {
    const { server, saver } = begin();
    saver.touch(findings("a"));
    void saver.flush();
    saver.touch(findings("a and more"));
    saver.leave();
    await server.answer();
    await server.answer();
    expect([server.text, server.aside, saver.revision]).toEqual(["a and more", [], 3]);
  });

  it("is sent again when nobody answered", async () => {
    const { server, saver, states } = begin();
    server.fails = [new ApiError(0)];
    saver.touch(findings("a"));
    void saver.flush();
    await server.answer();
    expect([states.at(-1), saver.isAtRisk]).toEqual(["failed", true]);
    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    await server.answer();
    expect([server.text, saver.isAtRisk]).toEqual(["a", false]);
  });

  it("is sent again after the session was over, until the same person has signed in again", async () => {
    const { server, saver, states } = begin();
    server.fails = [new ApiError(401), new ApiError(401)];
    saver.touch(findings("a"));
    void saver.flush();
    await server.answer();
    expect([states.at(-1), saver.isAtRisk, saver.isUnsaved]).toEqual(["signed-out", true, true]);
    saver.touch(findings("ab"));
    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    await server.answer();
    expect([states.at(-1), server.text]).toEqual(["signed-out", ""]);
    saver.leave();
    await server.answer();
    expect([server.text, saver.isUnsaved, states.at(-1)]).toEqual(["ab", false, "saved"]);
  });

  it("is sent before somebody signs out", async () => {
    const { server, saver } = begin();
    saver.touch(findings("a"));
    const settled = saver.settle();
    await server.answer();
    await settled;
    expect([server.text, saver.isUnsaved]).toEqual(["a", false]);
  });

  it("is not taken for sent when nobody answered before somebody signs out, and may be let go", async () => {
    const { server, saver } = begin();
    server.fails = [new ApiError(0)];
    saver.touch(findings("a"));
    const settled = saver.settle();
    await server.answer();
    await settled;
    expect(saver.isUnsaved).toBe(true);
    saver.drop();
    saver.leave();
    await vi.advanceTimersByTimeAsync(10 * AGAIN_MS);
    expect([saver.isUnsaved, server.asked]).toEqual([false, 0]);
  });

  it("is sent after a refusal before somebody signs out, who waits for it", async () => {
    const { server, saver } = begin();
    server.revision = 5;
    saver.touch(findings("mine"));
    void saver.flush();
    await server.answer();
    saver.touch(findings("mine and more"));
    let isSettled = false;
    const settled = saver.settle().then(() => (isSettled = true));
    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    expect([isSettled, saver.isUnsaved, server.asked]).toEqual([false, true, 1]);
    await server.answer();
    await settled;
    expect([server.aside, saver.isUnsaved]).toEqual([["mine", "mine and more"], false]);
    saver.touch(findings("mine and yet more"));
    server.fails = [new ApiError(0)];
    const again = saver.settle();
    await server.answer();
    await again;
    expect(saver.isUnsaved).toBe(true);
  });

  it("waits in somebody else's session until somebody sits here", async () => {
    const { server, saver, states } = begin();
    server.fails = [new ApiError(401, { problem: SOMEBODY_ELSE })];
    saver.touch(findings("a"));
    void saver.flush();
    await server.answer();
    await vi.advanceTimersByTimeAsync(100 * AGAIN_MS);
    expect([states.at(-1), server.asked, saver.isUnsaved]).toEqual(["signed-out", 0, true]);
    saver.wake();
    await server.answer();
    expect([states.at(-1), server.text, saver.isUnsaved]).toEqual(["saved", "a", false]);
    saver.wake();
    expect(server.asked).toBe(0);
  });

  it("is kept aside after a refusal, and so is what was typed then", async () => {
    const { server, saver, states } = begin();
    server.revision = 5;
    saver.touch(findings("mine"));
    void saver.flush();
    await server.answer();
    expect([states.at(-1), server.aside]).toEqual(["refused", ["mine"]]);
    expect(await saver.flush()).toBe(false);
    saver.touch(findings("mine and more"));
    saver.leave();
    await server.answer();
    expect(server.aside).toEqual(["mine", "mine and more"]);
  });

  it("asks to stay only where a browser would not finish sending it", async () => {
    const { server, saver } = begin();
    saver.touch(findings("short"));
    expect(saver.isAtRisk).toBe(false);
    server.biggest = 3;
    expect(saver.isAtRisk).toBe(true);
    void saver.flush();
    expect(saver.isAtRisk).toBe(true);
    await server.answer();
    expect(saver.isAtRisk).toBe(false);
  });
});
