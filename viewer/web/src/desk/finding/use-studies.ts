import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { post } from "../api.ts";
import { isOver, usePollInterval } from "../poll.ts";
import type { Criteria } from "./criteria.ts";
import { type Count, type ListedStudy, markSeen, type StudyPage } from "./study.ts";

type Pages = InfiniteData<StudyPage, string>;

/** The pages of a list, and what is done with it. */
export function useStudies(criteria: Criteria) {
  const client = useQueryClient();
  const key = useMemo(() => ["work-list", criteria], [criteria]);
  const query = useInfiniteQuery<StudyPage, Error, Pages, readonly unknown[], string>({
    queryKey: key,
    queryFn: ({ pageParam }) => post<StudyPage>("/work-list", { ...criteria, after: pageParam }),
    initialPageParam: "",
    getNextPageParam: ({ after }) => (after === "" ? undefined : after),
    placeholderData: keepPreviousData,
    // What arrives is told by the server; marks of this person change here.
    refetchOnWindowFocus: false,
    gcTime: 60_000,
  });
  const studies = useMemo(() => unique(query.data?.pages.flatMap((page) => page.studies) ?? []), [query.data]);
  const see = useCallback(
    (study: ListedStudy, isSeen: boolean) => {
      const mark = (instances: number | null) =>
        client.setQueryData<Pages>(key, (pages) => pages && marked(pages, study.id, instances));
      mark(isSeen ? study.instances : null);
      markSeen(study.id, isSeen).catch(() => mark(study.seen_instances));
    },
    [client, key],
  );
  const renew = useCallback(() => {
    // One page again: the next ones follow from it.
    client.setQueryData<Pages>(
      key,
      (all) => all && { pages: all.pages.slice(0, 1), pageParams: all.pageParams.slice(0, 1) },
    );
    void client.invalidateQueries({ queryKey: key });
  }, [client, key]);
  return { query, studies, newest: query.data?.pages[0]?.newest ?? 0, see, renew };
}

/** How many studies of this list came since it was read. */
export function useArrivals(criteria: Criteria, since: number): Count | undefined {
  const interval = usePollInterval(4000);
  const query = useQuery({
    queryKey: ["work-list-arrived", criteria, since],
    queryFn: () => post<Count>("/work-list/arrived", { ...criteria, since }),
    refetchInterval: ({ state }) => (isOver(state.error) ? false : interval),
    enabled: since > 0 || interval !== false,
    retry: false,
  });
  return query.data;
}

/** What moved down while the pages were turned is shown where it stood first. */
function unique(studies: readonly ListedStudy[]): ListedStudy[] {
  return [...new Map(studies.map((study) => [study.id, study])).values()];
}

function marked(all: Pages, studyId: number, instances: number | null): Pages {
  const pages = all.pages.map((page) => ({
    ...page,
    studies: page.studies.map((study) => (study.id === studyId ? { ...study, seen_instances: instances } : study)),
  }));
  return { ...all, pages };
}
