/** Brings frames from the server into the cache of Cornerstone, as values in the unit of the file. */

import { Enums, imageLoader, metaData, type Types, utilities } from "@cornerstonejs/core";
import { type CodeStream, decode } from "./decoding/pool.ts";
import { frameAddress, type OpenSeries, type Page, SCHEME } from "./pages.ts";
import { firstWindow, limits, type Samples, toValues, type ValueType, type Values, valueType } from "./values.ts";

interface Known {
  readonly page: Page;
  readonly of: OpenSeries;
  readonly type: ValueType;
}

const known = new Map<string, Known>();

/** Makes the pages of a series known, so that their names can be loaded. */
export function register(series: OpenSeries): void {
  const type = valueType(series.series.facts);
  for (const page of series.pages) known.set(page.id, { page, of: series, type });
}

export function pageOf(imageId: string): Page | undefined {
  return known.get(imageId)?.page;
}

export function seriesOf(imageId: string): OpenSeries | undefined {
  return known.get(imageId)?.of;
}

export class FrameError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function startLoading(): void {
  imageLoader.registerImageLoader(SCHEME, (imageId) => {
    const abort = new AbortController();
    return { promise: load(imageId, abort.signal), cancelFn: () => abort.abort() };
  });
  metaData.addProvider(describe, 10_000);
}

async function load(imageId: string, signal: AbortSignal): Promise<Types.IImage> {
  const found = known.get(imageId);
  if (found === undefined) throw new Error("This frame belongs to no open series.");
  const { page, type } = found;
  const answer = await fetch(frameAddress(page), { credentials: "same-origin", signal });
  if (!answer.ok) throw new FrameError(answer.status, await answer.text());
  const began = performance.now();
  const { samples, isSigned } = await samplesOf(answer, page);
  const values = toValues(samples, page.facts, isSigned, type);
  const { rows, columns, is_colour } = page.facts;
  if (values.length !== rows * columns * (is_colour ? 3 : 1)) throw new Error("The frame has another size.");
  return asImage(imageId, found, values, performance.now() - began);
}

async function samplesOf(answer: Response, page: Page): Promise<{ samples: Samples; isSigned: boolean }> {
  const form = answer.headers.get("content-type")?.split(";")[0] ?? "";
  if (form === "image/jpeg") return { samples: await fromJpeg(await answer.blob(), page), isSigned: false };
  const data = await answer.arrayBuffer();
  if (form === "application/octet-stream") return { samples: new Float32Array(data), isSigned: true };
  const decoded = await decode(form as CodeStream, data);
  const { samples, bytes, isSigned } = decoded;
  if (bytes === 1) return { samples: isSigned ? new Int8Array(samples) : new Uint8Array(samples), isSigned };
  return { samples: isSigned ? new Int16Array(samples) : new Uint16Array(samples), isSigned };
}

/** Baseline JPEG is what browsers decode best; colours are taken as they are. */
async function fromJpeg(file: Blob, page: Page): Promise<Uint8Array> {
  const picture = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("There is no canvas to decode with.");
  context.drawImage(picture, 0, 0);
  picture.close();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const components = page.facts.is_colour ? 3 : 1;
  const samples = new Uint8Array((data.length / 4) * components);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    for (let component = 0; component < components; component++) samples[to++] = data[from + component] as number;
  }
  return samples;
}

function asImage(imageId: string, { page, of, type }: Known, values: Values, decodeTimeInMS: number): Types.IImage {
  const { facts } = page;
  const { rows, columns } = facts;
  const components = facts.is_colour ? 3 : 1;
  const [lowest, highest] = limits(values);
  const window = facts.is_colour ? null : firstWindow(facts, values);
  const plane = planeOf(page);
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({
    scalarData: values,
    width: columns,
    height: rows,
    numberOfComponents: components,
  });
  return {
    imageId,
    dataType: type,
    color: facts.is_colour,
    rgba: false,
    numberOfComponents: components,
    columns,
    rows,
    width: columns,
    height: rows,
    columnPixelSpacing: plane.columnPixelSpacing,
    rowPixelSpacing: plane.rowPixelSpacing,
    slope: 1,
    intercept: 0,
    isPreScaled: true,
    preScale: {
      enabled: true,
      scaled: true,
      scalingParameters: { modality: of.series.modality, rescaleSlope: 1, rescaleIntercept: 0 },
    },
    // Which end is white is settled where it is shown, by hands and by the file together.
    invert: false,
    minPixelValue: lowest,
    maxPixelValue: highest,
    windowCenter: window?.center ?? 128,
    windowWidth: window?.width ?? 256,
    voiLUTFunction: (window?.function ?? "LINEAR") as Enums.VOILUTFunctionType,
    sizeInBytes: values.byteLength,
    decodeTimeInMS,
    voxelManager: voxelManager as NonNullable<Types.IImage["voxelManager"]>,
    getPixelData: () => values,
    getCanvas: () => {
      throw new Error("Frames are drawn from their values.");
    },
    FrameOfReferenceUID: facts.frame_of_reference,
  };
}

function planeOf(page: Page) {
  const { facts, position } = page;
  const spacing = facts.spacing_mm ?? [facts.pixel_aspect, 1];
  const directions = position === null ? null : facts.directions;
  const rowCosines = directions?.slice(0, 3) ?? [1, 0, 0];
  const columnCosines = directions?.slice(3) ?? [0, 1, 0];
  return {
    frameOfReferenceUID: facts.frame_of_reference || `page of ${page.instance}`,
    rows: facts.rows,
    columns: facts.columns,
    imageOrientationPatient: [...rowCosines, ...columnCosines],
    rowCosines,
    columnCosines,
    imagePositionPatient: [...(position ?? [0, 0, 0])],
    sliceThickness: facts.slice_thickness_mm ?? undefined,
    pixelSpacing: [...spacing],
    rowPixelSpacing: spacing[0],
    columnPixelSpacing: spacing[1],
    // Without it tools measure pixels and say so.
    usingDefaultValues: facts.spacing_mm === null,
  };
}

const BITS: Record<ValueType, { bits: number; signed: 0 | 1 }> = {
  Uint8Array: { bits: 8, signed: 0 },
  Uint16Array: { bits: 16, signed: 0 },
  Int16Array: { bits: 16, signed: 1 },
  Float32Array: { bits: 32, signed: 1 },
};

/** What Cornerstone asks of a frame by its name; values come to it already in their unit. */
function describe(kind: string, imageId: string): unknown {
  const found = typeof imageId === "string" ? known.get(imageId) : undefined;
  if (found === undefined) return undefined;
  const { page, of, type } = found;
  switch (kind) {
    case Enums.MetadataModules.IMAGE_PLANE:
      return planeOf(page);
    case Enums.MetadataModules.IMAGE_PIXEL:
      return {
        bitsAllocated: BITS[type].bits,
        bitsStored: BITS[type].bits,
        highBit: BITS[type].bits - 1,
        pixelRepresentation: BITS[type].signed,
        samplesPerPixel: page.facts.is_colour ? 3 : 1,
        photometricInterpretation: page.facts.is_colour ? "RGB" : "MONOCHROME2",
      };
    case Enums.MetadataModules.GENERAL_SERIES:
      return { modality: of.series.modality, seriesInstanceUID: of.name, seriesNumber: of.series.number };
    case Enums.MetadataModules.MODALITY_LUT:
      return { rescaleSlope: 1, rescaleIntercept: 0, rescaleType: page.facts.unit };
    case Enums.MetadataModules.VOI_LUT: {
      const [window] = page.facts.windows;
      return window === undefined
        ? undefined
        : { windowCenter: [window.center], windowWidth: [window.width], voiLUTFunction: window.function };
    }
    default:
      return undefined;
  }
}
