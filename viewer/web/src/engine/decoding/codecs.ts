/** The decoders of code streams, each loaded when the first frame needs it. */

import charlsWasm from "@cornerstonejs/codec-charls/decodewasm?url";
import openjpegWasm from "@cornerstonejs/codec-openjpeg/decodewasm?url";
import openjphWasm from "@cornerstonejs/codec-openjph/wasm?url";
// Most frames come in these two forms: their code is there as soon as the worker is.
import charls from "@cornerstonejs/codec-charls/decodewasmjs";
import openjph from "@cornerstonejs/codec-openjph/wasmjs";
import type { Samples } from "../values.ts";
import type { CodeStream } from "./pool.ts";

interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  getDecodedBuffer(): Uint8Array;
}

/** Samples as the code stream holds them. */
export interface Stream {
  readonly samples: Samples;
  readonly isSigned: boolean;
}

type Factory = (options: { locateFile: () => string }) => Promise<Record<string, new () => Decoder>>;

const CODECS: Record<CodeStream, { load: () => Promise<unknown>; wasm: string; decoder: string }> = {
  "image/jls": {
    load: () => Promise.resolve(charls),
    wasm: charlsWasm,
    decoder: "JpegLSDecoder",
  },
  "image/j2c": {
    load: async () => ((await import("@cornerstonejs/codec-openjpeg/decodewasmjs")) as { default: unknown }).default,
    wasm: openjpegWasm,
    decoder: "J2KDecoder",
  },
  "image/jphc": { load: () => Promise.resolve(openjph), wasm: openjphWasm, decoder: "HTJ2KDecoder" },
};

const ready = new Map<CodeStream, Promise<Decoder>>();

export function decoderFor(form: CodeStream): Promise<Decoder> {
  let decoder = ready.get(form);
  if (decoder === undefined) {
    decoder = start(form);
    ready.set(form, decoder);
    // One that could not be fetched is asked for again by the next frame.
    decoder.catch(() => ready.delete(form));
  }
  return decoder;
}

async function start(form: CodeStream): Promise<Decoder> {
  const { load, wasm, decoder } = CODECS[form];
  const instance = await ((await load()) as Factory)({ locateFile: () => wasm });
  const Kind = instance[decoder];
  if (Kind === undefined) throw new Error(`There is no ${decoder}.`);
  return new Kind();
}

export async function decodeStream(form: CodeStream, data: ArrayBuffer): Promise<Stream> {
  const decoder = await decoderFor(form);
  const bytes = new Uint8Array(data);
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  decoder.decode();
  const { bitsPerSample, isSigned = false } = decoder.getFrameInfo();
  // The decoder goes on using its memory: what it gave is copied out.
  const { buffer } = decoder.getDecodedBuffer().slice();
  if (bitsPerSample <= 8) return { samples: isSigned ? new Int8Array(buffer) : new Uint8Array(buffer), isSigned };
  return { samples: isSigned ? new Int16Array(buffer) : new Uint16Array(buffer), isSigned };
}
