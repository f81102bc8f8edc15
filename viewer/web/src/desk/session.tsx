import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext } from "react";
import { ApiError, get, post, rememberPageWord, remove } from "./api.ts";
import type { Action, SessionInfo } from "./types.ts";

interface Held {
  session: SessionInfo;
  may: (action: Action) => boolean;
  signOut: () => Promise<void>;
}

const SessionContext = createContext<Held | null>(null);
const KEY = ["session"];

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

export function useSessionQuery() {
  return useQuery({ queryKey: KEY, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY, retry: false });
}

/** Signs in, and forgets everything that somebody else may have left in this browser's memory. */
export function useSignIn(): (login: string, password: string) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (login, password) => {
      const session = remembered(await post<SessionInfo>("/session", { login, password }));
      forget(client);
      client.setQueryData(KEY, session);
    },
    [client],
  );
}

export function SessionProvider({ session, children }: { session: SessionInfo; children: ReactNode }) {
  const client = useQueryClient();
  const signOut = useCallback(async () => {
    await remove("/session").catch(() => undefined);
    forget(client);
    client.setQueryData(KEY, null);
    location.hash = "";
  }, [client]);
  const may = (action: Action) => session.actions.includes(action);
  return <SessionContext value={{ session, may, signOut }}>{children}</SessionContext>;
}

/** Drops every answer but the session itself, which the page is watching. */
function forget(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

function remembered(session: SessionInfo): SessionInfo {
  rememberPageWord(session.csrf);
  return session;
}
