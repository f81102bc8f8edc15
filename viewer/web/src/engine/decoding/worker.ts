/** Decodes frames away from the page, into values in the unit of the file. */

import { firstWindow, toValues } from "../values.ts";
import { decoderFor, decodeStream, type Stream } from "./codecs.ts";
import { fromJpeg } from "./jpeg.ts";
import type { Answer, Decoded, Job, Readiness } from "./pool.ts";

async function decode({ form, data, facts, type }: Job): Promise<Decoded> {
  const { samples, isSigned } = await streamOf(form, data, facts.is_colour);
  const { rows, columns, is_colour } = facts;
  if (samples.length !== rows * columns * (is_colour ? 3 : 1)) throw new Error("The frame has another size.");
  const values = toValues(samples, facts, isSigned, type);
  return { values, window: is_colour ? null : firstWindow(facts, values) };
}

async function streamOf(form: Job["form"], data: ArrayBuffer, isColour: boolean): Promise<Stream> {
  if (form === "samples") return { samples: new Uint8Array(data), isSigned: false };
  if (form === "application/octet-stream") return { samples: new Float32Array(data), isSigned: true };
  if (form !== "image/jpeg") return decodeStream(form, data);
  return { samples: await fromJpeg(new Blob([data], { type: form }), isColour), isSigned: false };
}

self.onmessage = async ({ data: job }: MessageEvent<Job | Readiness>) => {
  if ("ready" in job) {
    await decoderFor(job.ready).catch(() => undefined);
    return;
  }
  const answer = (given: Answer, transfer: Transferable[] = []) => self.postMessage(given, { transfer });
  try {
    const decoded = await decode(job);
    answer({ id: job.id, decoded }, [decoded.values.buffer as ArrayBuffer]);
  } catch (error) {
    answer({ id: job.id, error: error instanceof Error ? error.message : String(error) });
  }
};
