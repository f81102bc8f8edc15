/** What a consult comes to, asked for anew every few seconds as long as somebody looks. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, getFrom, post, postTo } from "../../desk/api.ts";
import { usePolling } from "../../desk/poll.ts";
import type { Outcome } from "./types.ts";

const KEY = ["outcome"];

/** Within the page of the consult itself. */
export function useOutcome() {
  return useQuery({ queryKey: KEY, queryFn: () => get<Outcome>("/outcome"), refetchInterval: usePolling() });
}

/** At the desk, which has another door. */
export function useOutcomeOf(code: string, isInside: boolean) {
  return useQuery({
    queryKey: [...KEY, code],
    queryFn: () => getFrom<Outcome>(`/c/api/${code}`, "/outcome"),
    enabled: isInside,
    refetchInterval: usePolling(),
  });
}

/** Does something, and shows what it is then. */
export function useOutcomeDeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body?: unknown }) => post<Outcome>(`/outcome/${path}`, body ?? {}),
    onSuccess: (told) => client.setQueryData(KEY, told),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Has what was concluded go to the systems that came since; from the room and from the desk alike. */
export function useSendAgain(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => postTo<Outcome>(`/c/api/${code}`, "/outcome/send"),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Keeps a draft; what was kept is asked for by the next look. */
export function useSaveDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: unknown) => post<{ revision: number; saved_at: string }>("/outcome/draft", body),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
