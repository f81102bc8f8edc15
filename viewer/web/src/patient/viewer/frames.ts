import { type PictureFormat, ROOT } from "../api.ts";
import { type Drawable, decoded } from "../formats.ts";

/** How one frame is wanted. */
export interface FrameRequest {
  readonly frame: number;
  /** `center,width`; null: as the file says. */
  readonly window: string | null;
  /** Longest side; 0: all there is. */
  readonly size: number;
  readonly format: PictureFormat | "png";
}

export interface Picture {
  readonly blob: Blob;
  /** The window the server used, or null for colour and for pictures without one. */
  readonly window: string | null;
}

export type FrameAnswer =
  | { readonly kind: "ok"; readonly picture: Picture }
  | { readonly kind: "undecodable"; readonly reason: string | null }
  | { readonly kind: "lost" }
  | { readonly kind: "offline" }
  | { readonly kind: "aborted" };

export function frameAddress(series: number, request: FrameRequest): string {
  const window = request.window === null ? "" : `&window=${encodeURIComponent(request.window)}`;
  const size = request.size === 0 ? "" : `&size=${request.size}`;
  return `${ROOT}/series/${series}/frames/${request.frame}?format=${request.format}${size}${window}`;
}

export async function fetchFrame(
  series: number,
  request: FrameRequest,
  signal: AbortSignal | null,
): Promise<FrameAnswer> {
  try {
    const init: RequestInit = { credentials: "same-origin" };
    if (signal !== null) init.signal = signal;
    const response = await fetch(frameAddress(series, request), init);
    if (response.status === 401 || response.status === 404) return { kind: "lost" };
    if (!response.ok) return { kind: "undecodable", reason: null };
    const window = response.headers.get("Filmless-Window");
    return { kind: "ok", picture: { blob: await response.blob(), window } };
  } catch {
    return { kind: signal?.aborted ? "aborted" : "offline" };
  }
}

export function decodedFrame(picture: Picture): Promise<Drawable> {
  return decoded(picture.blob);
}
