import type { PictureFormat } from "../api.ts";
import type { SeriesSummary } from "../documents.ts";
import { type Drawable, decoded } from "../formats.ts";
import { askedSeconds, type Later, OFFLINE } from "../patience.ts";

/** How one frame is wanted. */
export interface FrameRequest {
  readonly frame: number;
  /** `center,width,function`; null: as the file says. */
  readonly window: string | null;
  /** Longest side; 0: all there is. */
  readonly size: number;
  readonly format: PictureFormat | "png";
}

export interface Picture {
  readonly blob: Blob;
  /** The window the server used, or null for colour and for pictures without one. */
  readonly window: string | null;
  /** Where a table made it: the window from which brightness is changed. */
  readonly start: string | null;
}

export type FrameAnswer =
  | { readonly kind: "ok"; readonly picture: Picture }
  | { readonly kind: "undecodable" }
  /** The archive has lost it. */
  | { readonly kind: "missing" }
  /** The link was switched off, or the session is over. */
  | { readonly kind: "lost" }
  /** Images have come in since: under this number there may be another one now. */
  | { readonly kind: "outdated" }
  | Later
  | { readonly kind: "aborted" };

export function frameAddress(root: string, series: SeriesSummary, request: FrameRequest): string {
  const window = request.window === null ? "" : `&window=${encodeURIComponent(request.window)}`;
  const size = request.size === 0 ? "" : `&size=${request.size}`;
  const wish = `version=${series.version}&format=${request.format}${size}${window}`;
  return `${root}/series/${series.id}/frames/${request.frame}?${wish}`;
}

export async function fetchFrame(
  root: string,
  series: SeriesSummary,
  request: FrameRequest,
  signal: AbortSignal | null,
): Promise<FrameAnswer> {
  try {
    const init: RequestInit = { credentials: "same-origin" };
    if (signal !== null) init.signal = signal;
    const response = await fetch(frameAddress(root, series, request), init);
    if (response.status === 401) return { kind: "lost" };
    if (response.status === 404) return { kind: "missing" };
    if (response.status === 409) return { kind: "outdated" };
    if (response.status === 503) return { kind: "away", seconds: askedSeconds(response.headers) };
    if (!response.ok) return { kind: "undecodable" };
    const window = response.headers.get("Filmless-Window");
    const start = response.headers.get("Filmless-Start-Window");
    return { kind: "ok", picture: { blob: await response.blob(), window, start } };
  } catch {
    return signal?.aborted ? { kind: "aborted" } : OFFLINE;
  }
}

export function decodedFrame(picture: Picture): Promise<Drawable> {
  return decoded(picture.blob);
}
