import { expect, test } from "vitest";
import { type Ended, type Progress, startDownload } from "./download.ts";

const FILE = new Uint8Array(10_000).map((_, index) => index % 251);

/** A server that keeps one file, understands Range and If-Range, and breaks off where it is told to. */
function server(breaks: number[], tags: string[] = ['"one"']) {
  const asked: (string | undefined)[] = [];
  const answer = (_address: string, init: RequestInit): Promise<Response> => {
    const headers = init.headers as Record<string, string>;
    const tag = tags[Math.min(asked.length, tags.length - 1)] ?? "";
    asked.push(headers["Range"]);
    const isPart = headers["If-Range"] === tag;
    const from = isPart ? Number(/\d+/.exec(headers["Range"] ?? "")?.[0]) : 0;
    const upTo = breaks.shift() ?? FILE.length;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(FILE.slice(from, upTo));
        if (upTo === FILE.length) controller.close();
        else setTimeout(() => controller.error(new Error("gone")), 5);
      },
    });
    const length = String(FILE.length - from);
    const range = `bytes ${from}-${FILE.length - 1}/${FILE.length}`;
    const sent = { ETag: tag, "Content-Length": length, ...(isPart ? { "Content-Range": range } : {}) };
    return Promise.resolve(new Response(stream, { status: isPart ? 206 : 200, headers: sent }));
  };
  return { answer, asked };
}

async function bytesOf(ended: Ended): Promise<Uint8Array> {
  return new Uint8Array(ended.kind === "whole" ? await ended.blob.arrayBuffer() : new ArrayBuffer(0));
}

test("a download goes on where it broke off", async () => {
  const { answer, asked } = server([4000, 7000]);
  const told: Progress[] = [];
  const ended = await startDownload("/file", (progress) => told.push(progress), answer, 1).finished;
  expect(await bytesOf(ended)).toEqual(FILE);
  expect(asked).toEqual([undefined, "bytes=4000-", "bytes=7000-"]);
  expect(told.filter((progress) => progress.isPaused)).toHaveLength(2);
  expect(told[told.length - 1]).toEqual({ done: 10_000, all: 10_000, isPaused: false });
});

test("a file of unknown length tells it when the download goes on", async () => {
  const { answer } = server([4000]);
  const withoutLength = async (address: string, init: RequestInit) => {
    const sent = await answer(address, init);
    sent.headers.delete("Content-Length");
    return sent;
  };
  const told: Progress[] = [];
  const ended = await startDownload("/file", (progress) => told.push(progress), withoutLength, 1).finished;
  expect(await bytesOf(ended)).toEqual(FILE);
  expect(told[0]).toEqual({ done: 4000, all: null, isPaused: false });
  expect(told[told.length - 1]).toEqual({ done: 10_000, all: 10_000, isPaused: false });
});

test("parts of two versions are never joined", async () => {
  const { answer, asked } = server([4000], ['"one"', '"two"']);
  const ended = await startDownload("/file", () => undefined, answer, 1).finished;
  expect(await bytesOf(ended)).toEqual(FILE);
  expect(asked).toEqual([undefined, "bytes=4000-"]);
});

test("a server that is away is asked again when it says, and stopping does not wait for that", async () => {
  const { answer } = server([]);
  const away = () => Promise.resolve(new Response("", { status: 503, headers: { "Retry-After": "0.05" } }));
  const answers = [away, answer];
  const began = performance.now();
  const whole = startDownload(
    "/file",
    () => undefined,
    (...asked) => (answers.shift() ?? answer)(...asked),
    1,
  );
  expect(await bytesOf(await whole.finished)).toEqual(FILE);
  expect(performance.now() - began).toBeGreaterThan(45);
  const busy = () => Promise.resolve(new Response("", { status: 503, headers: { "Retry-After": "30" } }));
  const stopped = startDownload("/file", (progress) => progress.isPaused && setTimeout(() => stopped.stop()), busy, 1);
  expect(await stopped.finished).toEqual({ kind: "stopped" });
});

test("a refusal ends it, and says why", async () => {
  const refuse = () => Promise.resolve(new Response("", { status: 404 }));
  expect(await startDownload("/file", () => undefined, refuse, 1).finished).toEqual({ kind: "refused", status: 404 });
});
