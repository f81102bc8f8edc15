import { describe, expect, test } from "vitest";
import type { FrameFacts, Series, Study } from "../engine/study.ts";
import { hang, mostAlike, reformatted, withLayout } from "./hanging.ts";

function series(
  key: string,
  modality: string,
  values: Partial<Series> = {},
  facts: Partial<FrameFacts>[] = [{}],
  pages = 1,
): Series {
  const all = facts.map((each) => ({ laterality: "", view: "", directions: null, ...each }) as FrameFacts);
  const frames = Array.from({ length: pages * facts.length }, (_, at) => [at, 1, at % facts.length, at] as const);
  return {
    key,
    modality,
    description: "",
    protocol: "",
    body_part: "",
    is_localizer: false,
    facts: all,
    frames,
    ...values,
  } as Series;
}

function study(id: number, ...all: Series[]): Study {
  return { id, series: all } as unknown as Study;
}

const shown = (state: ReturnType<typeof hang>) => state.viewports.map((each) => each && `${each.series}:${each.page}`);

describe("hanging", () => {
  test("shows a CT from its middle, and no localizer first", () => {
    const state = hang(study(1, series("1", "CT", { is_localizer: true }), series("2", "CT", {}, [{}], 47)));
    expect([state.rows, state.columns, shown(state)]).toEqual([1, 1, ["1/2:23"]]);
  });

  test("shows four mammograms back to back, in whatever order they came", () => {
    const views = [
      { laterality: "L", view: "MLO" },
      { laterality: "R", view: "CC" },
      { laterality: "L", view: "CC" },
      { laterality: "R", view: "MLO" },
    ];
    const state = hang(study(1, series("1", "MG", {}, views)));
    expect([state.rows, state.columns, shown(state)]).toEqual([2, 2, ["1/1:1", "1/1:2", "1/1:3", "1/1:0"]]);
  });

  test("leaves the place of a missing mammogram empty", () => {
    const views = [
      { laterality: "R", view: "CC" },
      { laterality: "R", view: "MLO" },
    ];
    expect(shown(hang(study(1, series("1", "MG", {}, views))))).toEqual(["1/1:0", null, "1/1:1", null]);
  });

  test("shows the frontal chest first", () => {
    const state = hang(study(1, series("1", "DX", {}, [{ view: "LL" }]), series("2", "DX", {}, [{ view: "PA" }])));
    expect([state.columns, shown(state)]).toEqual([2, ["1/2:0", "1/1:0"]]);
  });

  test("puts the chest walls of mammograms together, whichever way the files lie", () => {
    const size = { rows: 400, columns: 300, pixel_aspect: 1 };
    const mammogram = (key: string, laterality: string, view: string, letters: readonly [string, string] | null) =>
      series(key, "MG", {}, [{ laterality, view, letters, ...size }]);
    const state = hang(
      study(
        1,
        mammogram("1", "R", "CC", ["P", "L"]),
        mammogram("2", "L", "CC", ["P", "L"]),
        mammogram("3", "R", "MLO", ["A", "HL"]),
        mammogram("4", "L", "MLO", null),
      ),
    );
    expect(shown(state)).toEqual(["1/1:0", "1/2:0", "1/3:0", "1/4:0"]);
    const hung = state.viewports.map((each) => [
      each?.hung?.side,
      each?.isFlippedHorizontally,
      each?.isFlippedVertically,
    ]);
    expect(hung).toEqual([
      ["right", false, false],
      ["left", true, true],
      ["right", true, true],
      // Nobody knows which way it lies.
      [undefined, false, false],
    ]);
    expect(state.viewports[0]?.hung?.aspect).toBe(0.75);
  });

  test("shows the sequences that everybody looks for", () => {
    const names = ["localizer", "t2_tse_tra", "t1_se_tra", "ep2d_diff_trace", "t2_flair_tra"];
    const state = hang(study(1, ...names.map((description, at) => series(String(at), "MR", { description }))));
    expect(shown(state)).toEqual(["1/2:0", "1/1:0", "1/4:0", "1/3:0"]);
  });

  test("puts the series of another exam that is most alike beside it, scrolled together", () => {
    const own = study(1, series("1", "CT", { description: "Head 1.0" }, [{}], 10));
    const other = study(
      2,
      series("1", "CT", { description: "Bone" }),
      series("2", "CT", { description: "Head 1.0" }, [{}], 4),
    );
    const state = hang(own, [other]);
    expect([state.columns, state.isLinked, shown(state)]).toEqual([2, true, ["1/1:4", "2/2:1"]]);
  });

  test("does what somebody wants for this kind of study", () => {
    const own = study(1, series("1", "CT", { body_part: "HEAD" }), series("2", "CT", { body_part: "HEAD" }));
    const state = hang(own, [], { layouts: { "CT/HEAD": { rows: 1, columns: 2 } } });
    expect(shown(state)).toEqual(["1/1:0", "1/2:0"]);
  });

  test("shows nothing where there is nothing", () => {
    expect(shown(hang(study(1)))).toEqual([null]);
  });
});

describe("another layout", () => {
  const own = study(1, series("1", "CT"), series("2", "CT"), series("3", "CT"));

  test("is filled with what is not shown yet", () => {
    expect(shown(withLayout(hang(own), 2, 2, [own]))).toEqual(["1/1:0", "1/2:0", "1/3:0", null]);
  });

  test("of one place keeps the one in hand", () => {
    const four = { ...withLayout(hang(own), 2, 2, [own]), active: 2 };
    expect(shown(withLayout(four, 1, 1, [own]))).toEqual(["1/3:0"]);
  });

  test("of three planes shows one volume", () => {
    expect(reformatted(hang(own)).viewports.map((each) => each?.plane)).toEqual(["axial", "coronal", "sagittal"]);
  });
});

test("the most alike series is of the same modality before anything else", () => {
  const other = study(2, series("1", "MR", { description: "Head" }), series("2", "CT"));
  expect(mostAlike(other, series("9", "CT", { description: "Head" }))?.key).toBe("2");
});
