import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { get } from "./api.ts";

/** A list of the server's, and the way to put what a change has answered in its place. */
export function useKept<T>(path: string): { query: UseQueryResult<T>; keep: (answer: T) => void } {
  const client = useQueryClient();
  const query = useQuery({ queryKey: [path], queryFn: () => get<T>(path) });
  return { query, keep: (answer) => client.setQueryData([path], answer) };
}
