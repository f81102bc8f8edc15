import { Alert, Badge, Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api.ts";
import { moment } from "../formats.ts";
import { Page } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import { usePolling } from "../poll.ts";
import { toldStudy } from "../told-study.ts";
import type { EmergencyInfo } from "../told/sharing.ts";
import { useSpoken } from "../words/language.ts";

interface Emergencies {
  emergencies: EmergencyInfo[];
}

/** What the privacy officer is told, asked for again and again; the badge in the menu counts what was not looked at. */
export function useEmergencies(isEnabled: boolean) {
  return useQuery({
    queryKey: ["/emergencies"],
    queryFn: () => get<Emergencies>("/emergencies"),
    enabled: isEnabled,
    refetchInterval: usePolling(),
  });
}

export function EmergenciesPage() {
  const { words, language } = useSpoken();
  const client = useQueryClient();
  const query = useEmergencies(true);
  const acting = useMutation({
    mutationFn: (path: string) => post<Emergencies>(path),
    onSuccess: (answer) => client.setQueryData(["/emergencies"], answer),
  });
  const isOpen = (each: EmergencyInfo) => each.revoked_at === null && new Date(each.ends_at) > new Date();
  return (
    <Page title={words.emergencies} lead={words.emergenciesLead}>
      {acting.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(acting.error, words)}
        </Alert>
      )}
      <div className="surface">
        <Answer query={query}>
          {({ emergencies }) => (
            <Rows
              entries={emergencies}
              keyOf={(each) => each.grant_id}
              empty={words.noEmergencies}
              columns={[
                { title: words.when, cell: (each) => moment(each.began_at, language) },
                {
                  title: words.who,
                  cell: (each) => `${each.name || each.login} (${each.hospital})`,
                  className: "breaks",
                },
                {
                  title: words.study,
                  cell: (each) =>
                    each.study === null ? words.grantedWhat(each.study_id) : toldStudy(each.study, words),
                  className: "breaks",
                },
                {
                  title: words.reasonGiven,
                  cell: (each) => (
                    <>
                      <Text fw={600}>{words.reasonKind[each.reason_kind]}</Text>
                      <Text className="pre">{each.reason}</Text>
                    </>
                  ),
                },
                {
                  title: words.grantedUntil,
                  cell: (each) => moment(each.revoked_at ?? each.ends_at, language),
                  isLabelled: true,
                },
              ]}
              actions={(each) => (
                <Group gap="xs">
                  {each.seen_at !== null && (
                    <Badge variant="outline" color="gray" c="var(--mantine-color-text)">
                      {words.seen}
                    </Badge>
                  )}
                  {each.seen_at === null && (
                    <Button
                      size="sm"
                      variant="default"
                      onClick={() => acting.mutate(`/emergencies/${each.grant_id}/seen`)}
                    >
                      {words.markSeen}
                    </Button>
                  )}
                  {isOpen(each) && (
                    <Button size="sm" color="red.9" onClick={() => acting.mutate(`/emergencies/${each.grant_id}/end`)}>
                      {words.endNow}
                    </Button>
                  )}
                </Group>
              )}
            />
          )}
        </Answer>
      </div>
    </Page>
  );
}
