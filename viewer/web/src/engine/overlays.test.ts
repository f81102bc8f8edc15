import { afterEach, expect, test, vi } from "vitest";

// The number of workers is counted when the module is read.
vi.hoisted(() => vi.stubGlobal("navigator", { hardwareConcurrency: 2 }));

import { Overlays } from "./overlays.ts";
import type { Page } from "./pages.ts";

const page = (facts: object) => ({ id: "filmless:1/1", instance: 1, frame: 1, facts }) as unknown as Page;
const COLOURED = page({ has_colors: true, has_overlay: false });
const OVERLAID = page({ has_colors: false, has_overlay: true });

afterEach(() => vi.unstubAllGlobals());

/** Draws a page three times, as movements of a hand do, and tells how often its layers were asked for. */
async function drawn(of: Page, answer: () => Promise<Response>) {
  const asked = vi.fn(answer);
  vi.stubGlobal("fetch", asked);
  vi.stubGlobal("createImageBitmap", () => Promise.resolve({ width: 1 }));
  const settled = vi.fn();
  const overlays = new Overlays(settled);
  expect(overlays.of(of).layers).toEqual([]);
  expect(overlays.isComing(of)).toBe(true);
  await vi.waitFor(() => expect(settled).toHaveBeenCalledOnce());
  overlays.of(of);
  overlays.of(of);
  return { overlays, asked };
}

const status = (code: number) => () => Promise.resolve(new Response(code === 204 ? null : "", { status: code }));

test("what has come is laid over the picture, and is asked for once", async () => {
  const { overlays, asked } = await drawn(COLOURED, status(200));
  expect(overlays.of(COLOURED).layers).toHaveLength(1);
  expect(overlays.isComing(COLOURED)).toBe(false);
  expect(asked).toHaveBeenCalledOnce();
});

test.each([204, 403, 404, 410])("an overlay that is answered by %d is none, and not asked for again", async (code) => {
  const { overlays, asked } = await drawn(OVERLAID, status(code));
  expect(overlays.failureOf(OVERLAID)).toBeNull();
  expect(overlays.isComing(OVERLAID)).toBe(false);
  expect(asked).toHaveBeenCalledOnce();
});

test.each([
  [COLOURED, 404, "missing"],
  [COLOURED, 503, "server"],
  [OVERLAID, 503, "server"],
  [OVERLAID, 401, "signed-out"],
] as const)("what is missing is told, and asked for when somebody wants it again", async (of, code, why) => {
  const { overlays, asked } = await drawn(of, status(code));
  expect(overlays.failureOf(of)).toBe(why);
  expect(asked).toHaveBeenCalledOnce();
  overlays.again();
  overlays.of(of);
  expect(asked).toHaveBeenCalledTimes(2);
});

test("an overlay that is taken away keeps nobody waiting", async () => {
  const { overlays } = await drawn(OVERLAID, status(503));
  overlays.areShown = false;
  expect(overlays.failureOf(OVERLAID)).toBeNull();
});
