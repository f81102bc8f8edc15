/** The one way to the server: JSON, the session's cookie, and the word that shows that a page of ours asks. */

import { isAttended } from "./attended.ts";
import { DOOR } from "./door.ts";
import { problemOf } from "./said.ts";
import type { Told } from "./told/session.ts";

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

/** Asks at another door than this page's; only what that door lets everybody ask who may read. */
export async function getFrom<T>(door: string, path: string): Promise<T> {
  return (await answered("GET", path, { door })).json() as Promise<T>;
}

/** Sends to another door than this page's, which knows the same session. */
export async function postTo<T>(door: string, path: string, body: unknown = {}): Promise<T> {
  return (await answered("POST", path, { ...written(body), door })).json() as Promise<T>;
}

/** Asks without being seen: whose session it is, it does not last longer for it. */
export function look<T>(path: string): Promise<T> {
  return send<T>("GET", path, { isSeen: false });
}

/** Asks as somebody who is there, although they touch nothing: they listen. */
export async function attend(path: string): Promise<void> {
  await answered("GET", path, { isThere: true });
}

/** A file as it is, to be saved. */
export async function getFile(path: string): Promise<Blob> {
  return (await answered("GET", path)).blob();
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return send<T>("POST", path, written(body));
}

/** Sends what the browser finishes to send even when the page is left meanwhile; it takes only little at a time. */
export function postKept<T>(path: string, body: unknown, isKept: boolean): Promise<T> {
  return send<T>("POST", path, { ...written(body), isKept });
}

/** A file that is made of what is sent. */
export async function postForFile(path: string, body: unknown): Promise<Blob> {
  return (await answered("POST", path, written(body))).blob();
}

/**
 * Sends what must not be lost when the page closes: the browser sends it even when nobody waits for the answer. True when
 * the server has it, if only beside what it conflicts with.
 */
export async function postLast(path: string, body: unknown): Promise<boolean> {
  try {
    await answered("POST", path, { ...written(body), isKept: true });
    return true;
  } catch (error) {
    return error instanceof ApiError && error.status === 409;
  }
}

export function postFile<T>(path: string, file: Blob, mediaType: string): Promise<T> {
  return send<T>("POST", path, { body: file, mediaType });
}

export function remove<T>(path: string, timeoutMs: number = TIMEOUT_MS): Promise<T> {
  return send<T>("DELETE", path, { timeoutMs });
}

interface Sending {
  body?: BodyInit;
  mediaType?: string;
  /** Whether the browser finishes it although the page is left. */
  isKept?: boolean;
  isSeen?: boolean;
  isThere?: boolean;
  timeoutMs?: number;
  door?: string;
}

function written(body: unknown): Sending {
  return { body: JSON.stringify(body), mediaType: "application/json" };
}

async function send<T>(method: string, path: string, sending: Sending = {}): Promise<T> {
  const answer = await answered(method, path, sending);
  return (answer.status === 204 ? {} : await answer.json()) as T;
}

/** What the server answers if it does what is asked; anything else is thrown. */
async function answered(method: string, path: string, sending: Sending = {}): Promise<Response> {
  const { body, mediaType, isKept = false, isSeen = true, timeoutMs = TIMEOUT_MS, door = DOOR } = sending;
  const { isThere = isAttended() } = sending;
  const headers: Record<string, string> = { Accept: "application/json, application/pdf" };
  if (mediaType !== undefined) headers["Content-Type"] = mediaType;
  if (method !== "GET") headers["X-CSRF-Token"] = pageWord;
  if (!isSeen || !isThere) headers["X-Unattended"] = "1";
  const request: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store", keepalive: isKept };
  if (body !== undefined) request.body = body;
  const answer = await fetch(`${door}${path}`, { ...request, signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
    throw new ApiError(0);
  });
  if (!answer.ok) throw await problem(answer);
  return answer;
}

async function problem(answer: Response): Promise<ApiError> {
  return new ApiError(answer.status, (await answer.json().catch(() => ({}))) as Partial<ProblemAnswer>);
}
