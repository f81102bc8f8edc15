import { afterEach, expect, test, vi } from "vitest";
import { msUntilAgain } from "./picture-tries.ts";

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, headers: Record<string, string> = {}): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status, headers })));
}

test.each([
  [200, {}, 0],
  [503, { "Retry-After": "3" }, 3000],
  [503, {}, 2000],
  [503, { "Retry-After": "86400" }, 30_000],
  [400, {}, null],
  [404, {}, null],
  [500, {}, null],
])("an answer of %i with %j is waited for %s ms", async (status, headers, ms) => {
  answering(status, headers);
  expect(await msUntilAgain("/desk/api/papers/1/pages/1", 0)).toBe(ms);
});

test("nobody asks for ever, nor without a network", async () => {
  answering(503);
  expect(await msUntilAgain("/desk/api/papers/1/pages/1", 8)).toBeNull();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  expect(await msUntilAgain("/desk/api/papers/1/pages/1", 0)).toBeNull();
});
