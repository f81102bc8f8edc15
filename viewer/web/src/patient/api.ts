import type { Factor, SessionDocument } from "./documents.ts";
import { askedSeconds, type Later, OFFLINE } from "./patience.ts";

/** Every way an answer can turn out; whoever asks must decide about each. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T; readonly etag: string | null }
  | { readonly kind: "unchanged" }
  | { readonly kind: "factor"; readonly factor: Factor; readonly remaining: number | null; readonly wrong: boolean }
  | { readonly kind: "expired" }
  | { readonly kind: "unavailable" }
  /** `tooMany` tries were made; `seconds` is how long the server asks to wait, 0 where it names none. */
  | { readonly kind: "failed"; readonly tooMany: boolean; readonly seconds: number }
  | Later;

/** What was scanned or typed, and what the person answered to the question for the second factor. */
export interface Credentials {
  readonly secret?: string;
  readonly code?: string;
  readonly factor?: FactorAnswer;
  /** The handle of a link that this browser has opened already; empty: none of them is meant. */
  readonly link?: string;
}

export interface FactorAnswer {
  readonly birth_date?: string;
  readonly last_four?: string;
  readonly code?: string;
}

/** What the first picture should be like, so that it can come with the answer to the session. */
export interface PictureWish {
  readonly format: PictureFormat;
  readonly size: number;
}

export type PictureFormat = "webp" | "jpeg";

const ROOT = "/i/api";

/** Every address names the link that it belongs to: two links that are open beside each other are never mixed up. */
export function rootOf(link: string): string {
  return `${ROOT}/links/${link}`;
}

export function openSession(credentials: Credentials, picture: PictureWish): Promise<Answer<SessionDocument>> {
  return ask<SessionDocument>(`${ROOT}/session`, { method: "POST", body: JSON.stringify({ ...credentials, picture }) });
}

export function get<T>(address: string, etag: string | null = null): Promise<Answer<T>> {
  return ask<T>(address, etag === null ? {} : { headers: { "If-None-Match": etag } });
}

export function post<T>(address: string): Promise<Answer<T>> {
  return ask<T>(address, { method: "POST", body: "{}" });
}

async function ask<T>(address: string, init: RequestInit): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(address, withDefaults(init));
  } catch {
    return OFFLINE;
  }
  if (response.status === 304) return { kind: "unchanged" };
  const body = await bodyOf(response);
  if (!response.ok) return refusal(response.status, body, askedSeconds(response.headers));
  if (body === null) return OFFLINE;
  return { kind: "ok", value: body as T, etag: response.headers.get("ETag") };
}

function withDefaults(init: RequestInit): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (init.method === "POST") headers["Content-Type"] = "application/json";
  return {
    ...init,
    headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    credentials: "same-origin",
    cache: "no-store",
  };
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

interface Refusal {
  readonly error?: string;
  readonly factor?: Factor;
  readonly remaining_attempts?: number;
}

/** Maps a refusal to its kind; exported for its test. */
export function refusal(status: number, body: unknown, seconds = 0): Answer<never> {
  const said: Refusal = typeof body === "object" && body !== null ? body : {};
  const isFactor = said.error === "factor_required" || said.error === "wrong_factor";
  if (status === 401 && isFactor && said.factor !== undefined) {
    const remaining = said.remaining_attempts ?? null;
    return { kind: "factor", factor: said.factor, remaining, wrong: said.error === "wrong_factor" };
  }
  if (status === 401) return { kind: "expired" };
  if (status === 404 && said.error === "unavailable") return { kind: "unavailable" };
  if (status === 503) return { kind: "away", seconds };
  return { kind: "failed", tooMany: status === 429, seconds };
}
