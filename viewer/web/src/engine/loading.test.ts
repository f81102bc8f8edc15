import { afterEach, expect, test, vi } from "vitest";

// The number of workers is counted when the module is read.
vi.hoisted(() => vi.stubGlobal("navigator", { hardwareConcurrency: 2 }));

import { Loading } from "./loading.ts";
import { openSeries, type Page } from "./pages.ts";
import type { Series, Study } from "./study.ts";

const FACTS = { rows: 1, columns: 1, is_colour: false, windows: [], slope: 1, intercept: 0, bits_stored: 8 };
const TOLD = { key: "1", facts: [FACTS], frames: [[1, 1, 0, 1]] };
const SERIES = openSeries({ id: 1 } as Study, TOLD as unknown as Series);
const PAGE = SERIES.pages[0] as Page;

afterEach(() => vi.unstubAllGlobals());

test.each([
  [401, "signed-out"],
  [403, "refused"],
  [404, "missing"],
  [410, "missing"],
  [503, "server"],
])("an answer of %d is told as %s", async (status, why) => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status })));
  const loading = new Loading(
    1000,
    () => undefined,
    () => undefined,
  );
  await expect(loading.need(SERIES, PAGE)).rejects.toThrow();
  await vi.waitFor(() => expect(loading.failureOf(SERIES, PAGE)).toBe(why));
});
