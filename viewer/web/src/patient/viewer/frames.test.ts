import { afterEach, expect, it, vi } from "vitest";
import { fetchFrame } from "./frames.ts";

const SERIES = { id: "1", version: "a" } as Parameters<typeof fetchFrame>[1];

afterEach(() => vi.unstubAllGlobals());

it.each([
  [401, "lost"],
  // An object that the archive has lost takes no other picture with it.
  [404, "missing"],
  [406, "undecodable"],
  [409, "outdated"],
  [503, "away"],
])("understands %i as %s", async (status, kind) => {
  vi.stubGlobal("fetch", async () => new Response("{}", { status }));
  const answer = await fetchFrame("/i/api/links/0", SERIES, { frame: 1, window: null, size: 0, format: "png" }, null);
  expect(answer.kind).toBe(kind);
});
