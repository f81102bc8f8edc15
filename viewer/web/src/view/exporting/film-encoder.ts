/** Has the browser encode pictures one after the other: as H.264 where it can, else as VP9, else not at all. */

import { mp4, type Sample, type Track } from "./mp4.ts";

const H264 = ["avc1.640033", "avc1.4d0033", "avc1.42e033", "avc1.420033"];
const VP9 = ["vp09.00.40.08"];
const BITS_PER_PIXEL = 0.2;
const LEAST_BITS = 2_000_000;
const KEY_EVERY = 30;
/** More than that waits for the encoder before the next picture is made. */
const MOST_WAITING = 4;

export interface Film {
  readonly blob: Blob;
  readonly codec: Track["codec"];
}

export class FilmEncoder {
  private readonly codec: Track["codec"];
  private readonly config: VideoEncoderConfig;
  private readonly framesPerSecond: number;
  private readonly encoder: VideoEncoder;
  private readonly samples: Sample[] = [];
  private description: Uint8Array | null = null;
  private failure: unknown = null;
  private count = 0;

  private constructor(codec: Track["codec"], config: VideoEncoderConfig, framesPerSecond: number) {
    [this.codec, this.config, this.framesPerSecond] = [codec, config, framesPerSecond];
    this.encoder = new VideoEncoder({
      output: (chunk, metadata) => this.take(chunk, metadata),
      error: (error) => (this.failure = error),
    });
    this.encoder.configure(config);
  }

  /** null: this browser encodes no film that we could write. */
  static async start(width: number, height: number, framesPerSecond: number): Promise<FilmEncoder | null> {
    if (typeof VideoEncoder === "undefined") return null;
    // Both codecs halve the resolution of colours: sides are even.
    const [even, evenHigh] = [width - (width % 2), height - (height % 2)];
    const bitrate = Math.max(Math.round(even * evenHigh * framesPerSecond * BITS_PER_PIXEL), LEAST_BITS);
    for (const codec of [...H264, ...VP9]) {
      const isH264 = codec.startsWith("avc1");
      const config: VideoEncoderConfig = {
        codec,
        width: even,
        height: evenHigh,
        bitrate,
        framerate: framesPerSecond,
        latencyMode: "quality",
        ...(isH264 ? { avc: { format: "avc" } } : {}),
      };
      const found = await VideoEncoder.isConfigSupported(config).catch(() => null);
      if (found?.supported === true) return new FilmEncoder(isH264 ? "h264" : "vp9", config, framesPerSecond);
    }
    return null;
  }

  async add(picture: HTMLCanvasElement): Promise<void> {
    const duration = 1e6 / this.framesPerSecond;
    const { width, height } = this.config;
    const frame = new VideoFrame(picture, {
      timestamp: Math.round(this.count * duration),
      duration: Math.round(duration),
      visibleRect: { x: 0, y: 0, width, height },
    });
    this.encoder.encode(frame, { keyFrame: this.count % KEY_EVERY === 0 });
    frame.close();
    this.count++;
    while (this.encoder.encodeQueueSize > MOST_WAITING && this.failure === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (this.failure !== null) throw this.failure as Error;
  }

  async finish(): Promise<Film> {
    await this.encoder.flush();
    this.encoder.close();
    const { codec, framesPerSecond, description, samples } = this;
    const { width, height } = this.config;
    return { codec, blob: mp4({ codec, width, height, framesPerSecond, description, samples }) };
  }

  close(): void {
    if (this.encoder.state !== "closed") this.encoder.close();
  }

  private take(chunk: EncodedVideoChunk, metadata?: EncodedVideoChunkMetadata): void {
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    this.samples.push({ data, isKey: chunk.type === "key" });
    const said = metadata?.decoderConfig?.description;
    if (said !== undefined) this.description = copyOf(said);
  }
}

function copyOf(said: AllowSharedBufferSource): Uint8Array {
  if (ArrayBuffer.isView(said)) return new Uint8Array(said.buffer, said.byteOffset, said.byteLength).slice();
  return new Uint8Array(said).slice();
}
