import type { PictureFormat } from "./api.ts";

// One lossy pixel: old kernels know WebP in its lossless or animated form later than in this one, which we send.
const ONE_PIXEL = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

/** What this browser shows. Whoever can write WebP can read it, and says so at once; the others try one pixel. */
export async function pictureFormat(): Promise<PictureFormat> {
  try {
    if (writesWebp()) return "webp";
    const picture = await decoded(new Blob([bytesOf(ONE_PIXEL)], { type: "image/webp" }));
    return picture.width === 1 ? "webp" : "jpeg";
  } catch {
    return "jpeg";
  }
}

function writesWebp(): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  return canvas.toDataURL("image/webp").indexOf("data:image/webp") === 0;
}

/** A picture that can be drawn at once. */
export type Drawable = HTMLImageElement | ImageBitmap;

/** Decodes away from the page's own thread where the browser can. */
export function decoded(blob: Blob): Promise<Drawable> {
  return typeof createImageBitmap === "function" ? createImageBitmap(blob) : decodedByImage(blob);
}

function decodedByImage(blob: Blob): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(blob);
    const image = new Image();
    image.onload = () => {
      URL.revokeObjectURL(url);
      resolve(image);
    };
    image.onerror = () => {
      URL.revokeObjectURL(url);
      reject(new Error("The picture can't be decoded."));
    };
    image.src = url;
  });
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
