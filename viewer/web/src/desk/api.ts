/** The one way to the server: JSON, the session's cookie, and the word that shows that a page of ours asks. */

import { problemOf } from "./said.ts";
import type { Told } from "./types.ts";

const TIMEOUT_MS = 60_000;
let pageWord = "";

export function rememberPageWord(word: string): void {
  pageWord = word;
}

interface ProblemAnswer {
  problem: string;
  told: Told;
  message: string;
  correlation_id: string;
}

export class ApiError extends Error {
  /** The HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** The server's word for what went wrong. */
  readonly problem: string;
  readonly told: Told;
  readonly correlationId: string;

  constructor(status: number, answer: Partial<ProblemAnswer> = {}) {
    super(answer.message ?? "");
    this.status = status;
    this.problem = answer.problem ?? problemOf(status);
    this.told = answer.told ?? {};
    this.correlationId = answer.correlation_id ?? "";
  }
}

export function get<T>(path: string): Promise<T> {
  return send<T>("GET", path);
}

/** A file as it is, to be saved. */
export async function getFile(path: string): Promise<Blob> {
  return (await answered("GET", path)).blob();
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return send<T>("POST", path, JSON.stringify(body), "application/json");
}

/** Sends what the browser finishes to send even when the page is left meanwhile; it takes only little at a time. */
export function postKept<T>(path: string, body: unknown, isKept: boolean): Promise<T> {
  return send<T>("POST", path, JSON.stringify(body), "application/json", isKept);
}

/** A file that is made of what is sent. */
export async function postForFile(path: string, body: unknown): Promise<Blob> {
  return (await answered("POST", path, JSON.stringify(body), "application/json")).blob();
}

/** Sends what must not be lost when the page closes: the browser sends it even when nobody waits for the answer. */
export function postLast(path: string, body: unknown): void {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": pageWord };
  const request = { method: "POST", headers, body: JSON.stringify(body), keepalive: true } as const;
  void fetch(`/desk/api${path}`, { ...request, credentials: "same-origin" }).catch(() => undefined);
}

export function postFile<T>(path: string, file: Blob, mediaType: string): Promise<T> {
  return send<T>("POST", path, file, mediaType);
}

export function remove<T>(path: string): Promise<T> {
  return send<T>("DELETE", path);
}

async function send<T>(
  method: string,
  path: string,
  body?: BodyInit,
  mediaType?: string,
  keepalive = false,
): Promise<T> {
  const answer = await answered(method, path, body, mediaType, keepalive);
  return (answer.status === 204 ? {} : await answer.json()) as T;
}

/** What the server answers if it does what is asked; anything else is thrown. */
async function answered(
  method: string,
  path: string,
  body?: BodyInit,
  mediaType?: string,
  keepalive = false,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json, application/pdf" };
  if (mediaType !== undefined) headers["Content-Type"] = mediaType;
  if (method !== "GET") headers["X-CSRF-Token"] = pageWord;
  const request: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store", keepalive };
  if (body !== undefined) request.body = body;
  const answer = await fetch(`/desk/api${path}`, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
    throw new ApiError(0);
  });
  if (!answer.ok) throw await problem(answer);
  return answer;
}

async function problem(answer: Response): Promise<ApiError> {
  return new ApiError(answer.status, (await answer.json().catch(() => ({}))) as Partial<ProblemAnswer>);
}
