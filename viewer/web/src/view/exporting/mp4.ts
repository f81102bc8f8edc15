/**
 * A film as a file: frames that a browser has encoded, in the boxes of ISO/IEC 14496-12. One track, every frame in the
 * order in which it is shown, the table of them at the end.
 */

export interface Sample {
  readonly data: Uint8Array;
  readonly isKey: boolean;
}

export interface Track {
  readonly codec: "h264" | "vp9";
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** What the encoder says of H.264 (avcC); VP9 needs none. */
  readonly description: Uint8Array | null;
  readonly samples: readonly Sample[];
}

const TIMESCALE = 90_000;
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

export function mp4(track: Track): Blob {
  const brand = box("ftyp", text("isom"), u32(0x200), text("isomiso2mp41"));
  const media = track.samples.reduce((sum, { data }) => sum + data.length, 0);
  const head = bytes(u32(media + 8), text("mdat"));
  const movie = moov(track, brand.length + head.length);
  return new Blob([brand, head, ...track.samples.map(({ data }) => data), movie] as BlobPart[], { type: "video/mp4" });
}

function moov(track: Track, offset: number): Uint8Array {
  const each = Math.round(TIMESCALE / track.framesPerSecond);
  const duration = each * track.samples.length;
  return box(
    "moov",
    full("mvhd", 0, ...[0, 0, TIMESCALE, duration, 0x10000].map(u32), u16(0x100), zeros(10), ...MATRIX.map(u32), zeros(24), u32(2)), // prettier-ignore
    box(
      "trak",
      full("tkhd", 3, ...[0, 0, 1, 0, duration].map(u32), zeros(16), ...MATRIX.map(u32), u32(track.width << 16), u32(track.height << 16)), // prettier-ignore
      box(
        "mdia",
        full("mdhd", 0, ...[0, 0, TIMESCALE, duration].map(u32), u16(0x55c4), u16(0)),
        full("hdlr", 0, u32(0), text("vide"), zeros(12), text("Video\0")),
        box(
          "minf",
          full("vmhd", 1, zeros(8)),
          box("dinf", full("dref", 0, u32(1), full("url ", 1))),
          samples(track, each, offset),
        ),
      ),
    ),
  );
}

function samples(track: Track, each: number, offset: number): Uint8Array {
  const count = track.samples.length;
  const keys = track.samples.flatMap(({ isKey }, at) => (isKey ? [at + 1] : []));
  return box(
    "stbl",
    full("stsd", 0, u32(1), entry(track)),
    full("stts", 0, ...[1, count, each].map(u32)),
    full("stss", 0, u32(keys.length), ...keys.map(u32)),
    full("stsc", 0, ...[1, 1, count, 1].map(u32)),
    full("stsz", 0, u32(0), u32(count), ...track.samples.map(({ data }) => u32(data.length))),
    full("stco", 0, u32(1), u32(offset)),
  );
}

function entry({ codec, width, height, description }: Track): Uint8Array {
  const visual = bytes(
    zeros(6),
    u16(1),
    zeros(16),
    u16(width),
    u16(height),
    u32(0x480000),
    u32(0x480000),
    u32(0),
    u16(1),
    zeros(32),
    u16(24),
    u16(0xffff),
  );
  if (codec === "h264") return box("avc1", visual, box("avcC", description ?? zeros(0)));
  // Profile 0, level 4, 8 bits, 4:2:0, colours of BT.709.
  return box("vp09", visual, full("vpcC", 0x1000000, new Uint8Array([0, 40, 0x82, 1, 1, 1, 0, 0])));
}

function box(name: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const inside = bytes(...parts);
  return bytes(u32(inside.length + 8), text(name), inside);
}

/** A box with version (the first byte) and flags. */
function full(name: string, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return box(name, u32(flags), ...parts);
}

function bytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function u32(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array([value >>> 8, value]);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}
