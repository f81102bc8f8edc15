/** Baseline JPEG is what browsers decode best; colours are taken as they are. */

export async function fromJpeg(file: Blob, isColour: boolean): Promise<Uint8Array> {
  const picture = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const { width, height } = picture;
  const context = contextOf(width, height);
  if (context === null) throw new Error("There is no canvas to decode with.");
  context.drawImage(picture, 0, 0);
  picture.close();
  const { data } = context.getImageData(0, 0, width, height);
  const components = isColour ? 3 : 1;
  const samples = new Uint8Array((data.length / 4) * components);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    for (let component = 0; component < components; component++) samples[to++] = data[from + component] as number;
  }
  return samples;
}

/** Whether workers can do it; older browsers need the page for it. */
export const isForWorkers = typeof OffscreenCanvas !== "undefined";

function contextOf(width: number, height: number) {
  if (isForWorkers) return new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return canvas.getContext("2d", { willReadFrequently: true });
}
