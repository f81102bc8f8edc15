import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post, postTo } from "../desk/api.ts";
import { usePolling } from "../desk/poll.ts";
import type { Consult, ConsultList, IssuedGuest, ListedConsult } from "./types.ts";

const LIST = ["consults"];

/** Everything that concerns whoever is signed in. */
export function useConsults() {
  return useQuery({ queryKey: LIST, queryFn: () => get<ConsultList>("/consults"), refetchInterval: usePolling() });
}

/** How many consults want something of them; asked by the menu. */
export function useWaitingConsults(isEnabled: boolean): number {
  const query = useQuery({
    queryKey: ["consults-waiting"],
    queryFn: () => get<{ count: number }>("/consults/waiting"),
    enabled: isEnabled,
    refetchInterval: usePolling(),
  });
  return query.data?.count ?? 0;
}

export function useConsult(code: string) {
  return useQuery({
    queryKey: ["consult", code],
    queryFn: () => get<Consult>(`/consults/${code}`),
    refetchInterval: usePolling(),
  });
}

/** Sends a change of a consult and has everything that shows it be asked for anew. */
export function useChange(code: string) {
  const client = useQueryClient();
  const renew = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["consult", code] }),
      client.invalidateQueries({ queryKey: LIST }),
      client.invalidateQueries({ queryKey: ["consults-waiting"] }),
    ]);
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body?: unknown }) =>
      post<ListedConsult>(`/consults/${code}/${path}`, body ?? {}),
    // Whatever went wrong, what is shown may be older than what the server has.
    onSettled: renew,
  });
}

/** Gives a guest another link, or takes their invitation back; that is done at the consult's own door. */
export function useGuestDeed(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, what }: { id: number; what: "again" | "revoke" }) =>
      postTo<IssuedGuest>(`/c/api/${code}`, `/guests/${id}/${what}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["consult", code] }),
  });
}
