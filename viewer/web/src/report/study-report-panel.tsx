import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../desk/api.ts";
import { Answer, sentence } from "../desk/parts/states.tsx";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { ReportPanel } from "./report-panel.tsx";

interface Found {
  order_id: number | null;
}

/** The report of a study; one that nobody ordered gets an order when somebody begins to write. */
export function StudyReportPanel({ studyId }: { studyId: number }) {
  const query = useOrderOf(studyId);
  return (
    <Answer query={query}>
      {({ order_id }) => (order_id === null ? <Unordered studyId={studyId} /> : <ReportPanel orderId={order_id} />)}
    </Answer>
  );
}

export function useOrderOf(studyId: number) {
  const path = pathOf(studyId);
  return useQuery({ queryKey: [path], queryFn: () => get<Found>(path) });
}

function pathOf(studyId: number): string {
  return `/reporting/studies/${studyId}`;
}

export function Unordered({ studyId }: { studyId: number }) {
  const path = pathOf(studyId);
  const { words, language } = useSpoken();
  const own = words.reporting;
  const { may } = useSession();
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: async () => {
      const made = await post<Found>(path);
      await post(`/reporting/orders/${made.order_id}/begin`, { language });
      return made;
    },
    onSuccess: (made) => client.setQueryData([path], made),
  });
  return (
    <Stack align="start" gap="sm">
      <Text>{own.noVersions}</Text>
      <Text c="dimmed">{own.unordered}</Text>
      {may("settle") && (
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
  );
}
