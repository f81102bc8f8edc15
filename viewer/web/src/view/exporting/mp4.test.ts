import { describe, expect, test } from "vitest";
import { mp4, type Track } from "./mp4.ts";

const TRACK: Track = {
  codec: "h264",
  width: 640,
  height: 480,
  framesPerSecond: 10,
  description: new Uint8Array([1, 100, 0, 51]),
  samples: [
    { data: new Uint8Array([1, 2, 3]), isKey: true },
    { data: new Uint8Array([4, 5]), isKey: false },
  ],
};

async function written(track: Track): Promise<DataView> {
  return new DataView(await mp4(track).arrayBuffer());
}

/** Where a box's content begins, found by walking from box to box. */
function find(view: DataView, path: readonly string[], from = 0, to = view.byteLength): number {
  let at = from;
  while (at < to) {
    const size = view.getUint32(at);
    const name = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)));
    if (name === path[0]) return path.length === 1 ? at + 8 : find(view, path.slice(1), at + 8, at + size);
    at += size;
  }
  throw new Error(`There is no ${path.join("/")}.`);
}

const TABLE = ["moov", "trak", "mdia", "minf", "stbl"];

describe("a film", () => {
  test("has its frames where its table says", async () => {
    const view = await written(TRACK);
    const offset = view.getUint32(find(view, [...TABLE, "stco"]) + 8);
    expect(offset).toBe(find(view, ["mdat"]));
    const sizes = find(view, [...TABLE, "stsz"]);
    expect([8, 12, 16].map((byte) => view.getUint32(sizes + byte))).toEqual([2, 3, 2]);
    expect([0, 1, 2, 3, 4].map((byte) => view.getUint8(offset + byte))).toEqual([1, 2, 3, 4, 5]);
  });

  test("lasts as long as its frames", async () => {
    const view = await written(TRACK);
    const head = find(view, ["moov", "mvhd"]);
    expect(view.getUint32(head + 16) / view.getUint32(head + 12)).toBeCloseTo(0.2);
  });

  test("says which frames stand alone, and how it was encoded", async () => {
    const view = await written(TRACK);
    const keys = find(view, [...TABLE, "stss"]);
    expect([view.getUint32(keys + 4), view.getUint32(keys + 8)]).toEqual([1, 1]);
    const entry = find(view, [...TABLE, "stsd"]) + 8;
    expect(view.getUint8(find(view, ["avc1"], entry) + 78 + 8)).toBe(1);
    const vp9 = await written({ ...TRACK, codec: "vp9", description: null });
    expect(find(vp9, ["vp09"], find(vp9, [...TABLE, "stsd"]) + 8)).toBeGreaterThan(0);
  });
});
