import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attend, AWHILE_MS, isAttended } from "./attended.ts";
import { get, look, post } from "./api.ts";

const page = new EventTarget();
const asked: (string | undefined)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", (_: string, request: { headers: Record<string, string> }) => {
    asked.push(request.headers["X-Unattended"]);
    return Promise.resolve(new Response("{}"));
  });
  attend(page);
  page.dispatchEvent(new Event("keydown"));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a page that asks the server", () => {
  it("counts as seen as long as somebody touches it", async () => {
    await get("/orders");
    vi.advanceTimersByTime(AWHILE_MS - 1);
    page.dispatchEvent(new Event("wheel"));
    vi.advanceTimersByTime(AWHILE_MS - 1);
    await post("/work-list");
    expect(asked).toEqual([undefined, undefined]);
  });

  it("says that nobody sits there once it was not touched for a while", async () => {
    vi.advanceTimersByTime(AWHILE_MS);
    expect(isAttended()).toBe(false);
    await get("/orders");
    await post("/work-list/arrived");
    page.dispatchEvent(new Event("pointerdown"));
    await get("/orders");
    expect(asked).toEqual(["1", "1", undefined]);
  });

  it("may look without being seen even while somebody sits there", async () => {
    await look("/session");
    expect(asked).toEqual(["1"]);
  });
});
