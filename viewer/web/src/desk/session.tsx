import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext } from "react";
import { forgetCriteria } from "./finding/criteria.ts";
import { ApiError, get, look, post, rememberPageWord, remove } from "./api.ts";
import { takeReturn } from "./return.ts";
import type { Action, EnrolmentInfo, NextStep, SessionInfo } from "./told/session.ts";
import { dropWords, settleWords } from "./unsaved.ts";

interface Held {
  session: SessionInfo;
  may: (action: Action) => boolean;
  /** Whether studies come first for them; for who keeps orders, these do. */
  isReader: boolean;
  /** Signs out, unless words would be lost by it and nobody has said that they may: then it answers false. */
  signOut: (isSure?: boolean) => Promise<boolean>;
}

const SessionContext = createContext<Held | null>(null);
const KEY = ["session"];
// A server that says nothing keeps nobody here.
const LEAVE_MS = 5000;

/** Who is signed in; only pages behind the sign-in ask. */
export function useSession(): Held {
  const held = useContext(SessionContext);
  if (held === null) throw new Error("Nobody is signed in here.");
  return held;
}

export async function readSession(): Promise<SessionInfo | null> {
  try {
    return remembered(await get<SessionInfo>("/session"));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Goes on after a session that ended, under the one that the same person has begun since; nobody else writes for them. */
export async function resumeAs(login: string): Promise<boolean> {
  const session = await look<SessionInfo>("/session");
  if (session.login !== login) return false;
  remembered(session);
  return true;
}

export function useSessionQuery() {
  return useQuery({ queryKey: KEY, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY, retry: false });
}

/** The steps to a session; `enter` lets whoever has one in, and forgets what somebody else left in this browser. */
export function useEntrance() {
  const client = useQueryClient();
  const enter = useCallback(
    (session: SessionInfo) => {
      const wanted = takeReturn();
      if (wanted !== null) location.assign(wanted);
      forget(client);
      client.setQueryData(KEY, remembered(session));
    },
    [client],
  );
  return { enter, signIn, showCode, askEnrolment, enrol };
}

function signIn(login: string, password: string): Promise<SessionInfo | NextStep> {
  return post("/session", { login, password });
}

/** Leaves for the hospital's directory; the page that comes back takes over. */
export async function leaveFor(path: string, body: unknown): Promise<void> {
  const { address } = await post<{ address: string }>(path, body);
  location.assign(address);
  // The button goes on turning until the page is gone.
  await new Promise(() => undefined);
}

function showCode(ticket: string, code: string): Promise<SessionInfo> {
  return post("/session/code", { ticket, code });
}

function askEnrolment(ticket: string): Promise<EnrolmentInfo> {
  return post("/session/enrolment", { ticket });
}

function enrol(ticket: string, code: string): Promise<SessionInfo & { recovery_codes: string[] }> {
  return post("/session/enrolled", { ticket, code });
}

export function SessionProvider({ session, children }: { session: SessionInfo; children: ReactNode }) {
  const client = useQueryClient();
  const signOut = useCallback(
    async (isSure = false) => {
      if (!isSure && !(await settleWords())) return false;
      dropWords();
      await remove("/session", LEAVE_MS).catch(() => undefined);
      forget(client);
      client.setQueryData(KEY, null);
      location.hash = "";
      return true;
    },
    [client],
  );
  const may = (action: Action) => session.actions.includes(action);
  const isReader = may("search") && !may("keep-orders");
  return <SessionContext value={{ session, may, isReader, signOut }}>{children}</SessionContext>;
}

/** Drops every answer but the session itself, which the page is watching. */
function forget(client: QueryClient): void {
  forgetCriteria();
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

function remembered(session: SessionInfo): SessionInfo {
  rememberPageWord(session.csrf);
  return session;
}
