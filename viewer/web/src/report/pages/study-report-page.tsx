import { Alert, Button, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { get, post } from "../../desk/api.ts";
import { Page } from "../../desk/parts/page.tsx";
import { Answer, Empty, sentence } from "../../desk/parts/states.tsx";
import { useSession } from "../../desk/session.tsx";
import { useSpoken } from "../../desk/words/language.ts";

interface Found {
  order_id: number | null;
}

/** Leads from a study to its report; one that nobody ordered gets an order when somebody begins to write. */
export function StudyReportPage({ studyId }: { studyId: number }) {
  const path = `/reporting/studies/${studyId}`;
  const query = useQuery({ queryKey: [path], queryFn: () => get<Found>(path) });
  return <Answer query={query}>{(found) => <Lead path={path} found={found} />}</Answer>;
}

function Lead({ path, found }: { path: string; found: Found }) {
  const { words } = useSpoken();
  const own = words.reporting;
  const { may } = useSession();
  const [, go] = useLocation();
  const making = useMutation({
    mutationFn: () => post<Found>(path),
    onSuccess: (made) => go(`/reports/${made.order_id}`, { replace: true }),
  });
  useEffect(() => {
    if (found.order_id !== null) go(`/reports/${found.order_id}`, { replace: true });
  }, [found.order_id, go]);
  if (found.order_id !== null) return null;
  return (
    <Page title={own.title}>
      <Stack align="center">
        <Empty title={own.noVersions}>{own.madeOfStudy}</Empty>
        {may("write-reports") && (
          <Button loading={making.isPending} onClick={() => making.mutate()}>
            {own.write}
          </Button>
        )}
        {making.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(making.error, words)}
          </Alert>
        )}
      </Stack>
    </Page>
  );
}
