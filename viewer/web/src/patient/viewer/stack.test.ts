import { beforeEach, expect, test, vi } from "vitest";
import type { FrameAnswer, FrameRequest } from "./frames.ts";
import { Stack } from "./stack.ts";

const FIRST: FrameRequest = { frame: 10, window: null, size: 0, format: "webp" };

interface Asked {
  readonly request: FrameRequest;
  readonly signal: AbortSignal | null;
  answer(answer: FrameAnswer): void;
}

let asked: Asked[];
let stack: Stack;

beforeEach(() => {
  vi.stubGlobal("createImageBitmap", () => Promise.resolve({ width: 1, height: 1, close: () => undefined }));
  asked = [];
  stack = new Stack(
    100,
    (request, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve({ kind: "aborted" }));
        asked.push({ request, signal, answer: resolve });
      }),
  );
});

function picture(): FrameAnswer {
  return { kind: "ok", picture: { blob: new Blob(["x"]), window: "40,80", start: null } };
}

test("a frame is fetched once and then kept", async () => {
  const shown = stack.show(FIRST);
  asked[0]?.answer(picture());
  expect(await shown).toMatchObject({ kind: "ok", picture: { window: "40,80" } });
  expect(await stack.show(FIRST)).toMatchObject({ kind: "ok" });
  expect(asked).toHaveLength(1);
});

test("a picture that came with the session is not fetched", async () => {
  stack.keep(FIRST, { blob: new Blob(["x"]), window: null, start: null });
  expect(await stack.show(FIRST)).toMatchObject({ kind: "ok" });
  expect(asked).toHaveLength(0);
});

test("neighbours are fetched a few at once, nearest first", async () => {
  stack.surround(FIRST, 1);
  expect(asked.map(({ request }) => request.frame)).toEqual([11, 9, 12, 8]);
  asked[0]?.answer(picture());
  await vi.waitFor(() => expect(asked).toHaveLength(5));
  expect(asked[4]?.request.frame).toBe(13);
});

test("whoever waits pushes aside what is fetched ahead", () => {
  stack.surround(FIRST, 1);
  void stack.show({ ...FIRST, frame: 60 });
  expect(asked.slice(0, 4).every(({ signal }) => signal?.aborted)).toBe(true);
  expect(asked[4]?.request.frame).toBe(60);
});

test("a frame that is on its way already is waited for, not asked for again", async () => {
  stack.surround(FIRST, 1);
  const shown = stack.show({ ...FIRST, frame: 11 });
  asked[0]?.answer(picture());
  expect((await shown).kind).toBe("ok");
  expect(asked.filter(({ request }) => request.frame === 11)).toHaveLength(1);
});

test("another window is another picture", () => {
  void stack.show(FIRST);
  void stack.show({ ...FIRST, window: "40,80" });
  expect(asked).toHaveLength(2);
});

test("what can't be decoded is told, not kept as a picture", async () => {
  const shown = stack.show(FIRST);
  asked[0]?.answer({ kind: "undecodable" });
  expect((await shown).kind).toBe("undecodable");
  expect(stack.has(FIRST)).toBe(false);
});
