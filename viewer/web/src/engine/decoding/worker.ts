/** Decodes code streams away from the page; each decoder is loaded when the first frame needs it. */

import charlsWasm from "@cornerstonejs/codec-charls/decodewasm?url";
import openjpegWasm from "@cornerstonejs/codec-openjpeg/decodewasm?url";
import openjphWasm from "@cornerstonejs/codec-openjph/wasm?url";
import type { Decoded, Job } from "./pool.ts";

interface FrameInfo {
  width: number;
  height: number;
  bitsPerSample: number;
  componentCount: number;
  isSigned?: boolean;
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  getDecodedBuffer(): Uint8Array;
}

type Factory = (options: { locateFile: () => string }) => Promise<Record<string, new () => Decoder>>;

const CODECS: Record<Job["form"], { load: () => Promise<{ default: unknown }>; wasm: string; decoder: string }> = {
  "image/jls": {
    load: () => import("@cornerstonejs/codec-charls/decodewasmjs"),
    wasm: charlsWasm,
    decoder: "JpegLSDecoder",
  },
  "image/j2c": {
    load: () => import("@cornerstonejs/codec-openjpeg/decodewasmjs"),
    wasm: openjpegWasm,
    decoder: "J2KDecoder",
  },
  "image/jphc": {
    load: () => import("@cornerstonejs/codec-openjph/wasmjs"),
    wasm: openjphWasm,
    decoder: "HTJ2KDecoder",
  },
};

const ready = new Map<Job["form"], Promise<Decoder>>();

function decoderFor(form: Job["form"]): Promise<Decoder> {
  let decoder = ready.get(form);
  if (decoder === undefined) {
    decoder = start(form);
    ready.set(form, decoder);
  }
  return decoder;
}

async function start(form: Job["form"]): Promise<Decoder> {
  const { load, wasm, decoder } = CODECS[form];
  const factory = (await load()).default as Factory;
  const instance = await factory({ locateFile: () => wasm });
  const Kind = instance[decoder];
  if (Kind === undefined) throw new Error(`There is no ${decoder}.`);
  return new Kind();
}

async function decode(job: Job): Promise<Decoded> {
  const decoder = await decoderFor(job.form);
  const bytes = new Uint8Array(job.data);
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  decoder.decode();
  const info = decoder.getFrameInfo();
  const decoded = decoder.getDecodedBuffer();
  // The decoder goes on using its memory: what it gave is copied out.
  const samples = decoded.slice().buffer as ArrayBuffer;
  return {
    columns: info.width,
    rows: info.height,
    components: info.componentCount,
    bytes: info.bitsPerSample <= 8 ? 1 : 2,
    isSigned: info.isSigned === true,
    samples,
  };
}

self.onmessage = async ({ data: job }: MessageEvent<Job>) => {
  // An empty job only has the decoder made ready.
  if (job.data.byteLength === 0) {
    await decoderFor(job.form).catch(() => undefined);
    return;
  }
  try {
    const decoded = await decode(job);
    self.postMessage({ id: job.id, decoded }, { transfer: [decoded.samples] });
  } catch (error) {
    self.postMessage({ id: job.id, error: error instanceof Error ? error.message : String(error) });
  }
};
