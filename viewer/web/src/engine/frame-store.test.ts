import { expect, test } from "vitest";
import { type Frame, FrameStore } from "./frame-store.ts";

const frame = (bytes: number): Frame => ({ page: {} as Frame["page"], values: new Uint8Array(bytes), window: null });
const away = (id: string) => (id.startsWith("other") ? Number.POSITIVE_INFINITY : Math.abs(Number(id) - 5));

test("what lies farthest from what is looked at goes first, and of what nobody looks at the oldest", () => {
  const store = new FrameStore(40);
  for (const id of ["other 1", "4", "other 2", "9"]) store.put(id, frame(10), away);
  store.put("5", frame(10), away);
  expect(["other 1", "other 2", "4", "5", "9"].map((id) => store.get(id) !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  store.put("6", frame(10), away);
  store.put("7", frame(10), away);
  expect(["other 2", "9", "4", "5", "6", "7"].map((id) => store.get(id) !== undefined)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(store.wouldKeep(10, 1, away)).toBe(true);
  expect(store.wouldKeep(10, 2, away)).toBe(false);
});

test("a frame that is larger than everything is kept all the same, for somebody looks at it", () => {
  const store = new FrameStore(40);
  store.put("5", frame(100), away);
  expect(store.get("5")).toBeDefined();
});
