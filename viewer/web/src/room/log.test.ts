import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Bodies, EventKind } from "./events.ts";
import { FIRST_CHAIN, Log } from "./log.ts";
import { standing } from "./state.ts";

const FIGURE = { kind: "length", place: { instance_id: 3, frame: 1 }, points: [[1, 2], [3, 4]], text: "" } as const; // prettier-ignore

function line<K extends EventKind>(seq: number, by: number, kind: K, body: Bodies[K], passing = false): string {
  const told = { seq, id: `id-${seq}`, by, at: "2026-01-01T00:00:00.000Z", kind, body };
  return JSON.stringify(passing ? { ...told, passing } : told);
}

/** As the server works it out, by another implementation. */
function chainOf(lines: readonly string[]): string {
  return lines.reduce(
    (chain, each) =>
      createHash("sha256")
        .update(chain + each)
        .digest("hex"),
    FIRST_CHAIN,
  );
}

const SAID = { text: "", mentions: [], view: null, study: null, replies_to: null };

describe("the chain", () => {
  test("counts lasting lines, exactly as they were stored", () => {
    const log = new Log();
    const lines = [line(1, 7, "say", { ...SAID, text: "1.0 胸部" }), line(3, 7, "raise", { is_up: true })];
    const passes = line(2, 7, "point", {}, true);
    const all = [lines[0], passes, lines[1]] as string[];
    expect(log.take({ sequence: 3, chain: chainOf(lines) }, all)).toHaveLength(3);
    expect(log.chain).toBe(chainOf(lines));
  });

  test("that is another one shows that nothing here can be relied on", () => {
    const log = new Log();
    expect(log.take({ sequence: 1, chain: "f".repeat(64) }, [line(1, 7, "raise", { is_up: true })])).toBeNull();
    log.reset();
    expect([log.sequence, log.chain]).toEqual([0, FIRST_CHAIN]);
  });

  test("counts what came twice once", () => {
    const log = new Log();
    const said = line(1, 7, "say", SAID);
    log.take({ sequence: 1, chain: chainOf([said]) }, [said]);
    expect(log.take({ sequence: 1, chain: chainOf([said]) }, [said])).toEqual([]);
    expect(log.state.messages).toHaveLength(1);
  });

  test("stays where only passing events were left out", () => {
    const log = new Log();
    expect(log.take({ sequence: 40, chain: FIRST_CHAIN }, [])).toEqual([]);
    expect(log.sequence).toBe(40);
  });
});

function after(...lines: readonly string[]) {
  const log = new Log();
  log.take({ sequence: lines.length, chain: "" }, lines);
  return log.state;
}

describe("the state", () => {
  test("has a drawing in its last version, and none that was erased", () => {
    const moved = { ...FIGURE, text: "here" };
    const drawn = [
      line(1, 7, "draw", { drawing: "a", base: 0, annotation: FIGURE }),
      line(2, 7, "draw", { drawing: "a", base: 1, annotation: moved }),
      line(3, 8, "draw", { drawing: "b", base: 0, annotation: FIGURE }),
    ];
    expect(standing(after(...drawn)).map(({ id, version, by }) => [id, version, by])).toEqual([["a", 2, 7], ["b", 1, 8]]); // prettier-ignore
    const gone = line(4, 7, "erase", { drawing: "a", base: 2 });
    expect(standing(after(...drawn, gone)).map(({ id }) => id)).toEqual(["b"]);
    expect(after(...drawn, gone).drawings.get("a")?.version).toBe(3);
  });

  test("has what is being drawn until it is drawn, or given up", () => {
    const sketch = line(1, 7, "drawing", { drawing: "a", annotation: FIGURE }, true);
    expect(after(sketch).sketches.get(7)?.drawing).toBe("a");
    expect(after(sketch, line(2, 7, "draw", { drawing: "a", base: 0, annotation: FIGURE })).sketches.size).toBe(0);
    expect(after(sketch, line(2, 7, "drawing", { drawing: "a", annotation: null }, true)).sketches.size).toBe(0);
  });

  test("shows what the presenter looks at, and nothing of who presents no more", () => {
    const view = { rows: 1, columns: 1, active: 0, isLinked: false, viewports: [null] };
    const presents = line(1, 7, "present", { participant: 7 });
    const looks = line(2, 7, "look", { view }, true);
    expect(after(presents, looks).look).toEqual(view);
    expect(after(presents, looks, line(3, 7, "present", { participant: 8 })).look).toBeNull();
    const late = line(4, 7, "look", { view }, true);
    expect(after(presents, looks, line(3, 7, "present", { participant: 8 }), late).look).toBeNull();
  });

  test("keeps hands in the order in which they were raised", () => {
    const up = [line(1, 9, "raise", { is_up: true }), line(2, 7, "raise", { is_up: true })];
    expect(after(...up).hands).toEqual([9, 7]);
    expect(after(...up, line(3, 9, "raise", { is_up: false })).hands).toEqual([7]);
  });

  test("takes pointer and presenting from who was taken out", () => {
    const place = { instance_id: 3, frame: 1 };
    const state = after(
      line(1, 7, "present", { participant: 7 }),
      line(2, 7, "point", { place, at: [1, 2] }, true),
      line(3, 1, "part", { participant: 7, part: "gone" }),
    );
    expect([state.presenter, state.pointers.size, state.parts.get(7)]).toEqual([null, 0, "gone"]);
  });
});
