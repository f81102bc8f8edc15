import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { look, postKept } from "../desk/api.ts";
import { isOver } from "../desk/poll.ts";
import type { NewsAnswer } from "./types.ts";

// Whoever is asked for is to hear of it within five seconds. It is one small question, and keeps nobody signed in.
const EVERY_MS = 4000;
const COUNT = ["news-unread"];
const LIST = ["news"];

/** How much nobody has looked at; asked all the time, as long as the page can be seen. */
export function useUnread(): number {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: COUNT,
    queryFn: () => look<{ unread: number }>("/news/unread"),
    refetchInterval: ({ state }) => (isOver(state.error) ? false : EVERY_MS),
  });
  const unread = query.data?.unread ?? 0;
  // A list that is shown is behind as soon as the count is another.
  useEffect(() => void client.invalidateQueries({ queryKey: LIST }), [client, unread]);
  return unread;
}

export function useNews() {
  return useQuery({ queryKey: LIST, queryFn: () => look<NewsAnswer>("/news") });
}

/** Notes that one piece of news was read, or all of them. */
export function useReading(): (id?: number) => Promise<void> {
  const client = useQueryClient();
  return async (id) => {
    // Whoever opens a piece of news may leave this page by it.
    const answer = await postKept<NewsAnswer>(id === undefined ? "/news/read" : `/news/${id}/read`, {}, true);
    client.setQueryData(LIST, answer);
    await client.invalidateQueries({ queryKey: COUNT });
  };
}
