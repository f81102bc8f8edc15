import { afterEach, expect, test, vi } from "vitest";
import { openSeries } from "./pages.ts";
import { PlaneScreen } from "./plane-screen.ts";
import type { Series, Study } from "./study.ts";
import { viewportOf } from "./view-state.ts";
import type { Loading } from "./loading.ts";
import type { Volumes } from "./volume/volumes.ts";

afterEach(() => vi.unstubAllGlobals());

function seriesOf(key: string) {
  const facts = {
    rows: 4,
    columns: 4,
    directions: [1, 0, 0, 0, 1, 0],
    spacing_mm: [1, 1],
    pixel_aspect: 1,
    windows: [],
  };
  const frames = [0, 1, 2, 3].map((z) => [z + 1, 1, 0, z + 1, 0, 0, z]);
  return openSeries({ id: 1 } as Study, { key, facts: [facts], frames, problems: [] } as unknown as Series);
}

test("a series that comes while another one's plane is being cut is cut as soon as that is done", async () => {
  vi.stubGlobal("document", { createElement: () => ({ getContext: () => null, remove: () => undefined }) });
  const cuts: { name: string; done: (cut: null) => void }[] = [];
  const volumes = {
    hereOf: () => 4,
    cut: ({ name }: { name: string }) => new Promise<null>((done) => cuts.push({ name, done })),
  };
  const element = { prepend: () => undefined, addEventListener: () => undefined, clientWidth: 9, clientHeight: 9 };
  const hands = { scroll: vi.fn(), point: vi.fn(), changed: vi.fn(), drawn: vi.fn() };
  const loading = { frame: () => undefined } as unknown as Loading;
  const screen = new PlaneScreen(element as never, "coronal", hands, volumes as unknown as Volumes, loading);
  const [one, other] = [seriesOf("1"), seriesOf("2")];
  const state = viewportOf(one.name, 0, "coronal");
  void screen.show(one, state);
  void screen.show(other, { ...state, series: other.name });
  expect(cuts.map(({ name }) => name)).toEqual([one.name]);
  cuts[0]!.done(null);
  await vi.waitFor(() => expect(cuts.map(({ name }) => name)).toEqual([one.name, other.name]));
});
