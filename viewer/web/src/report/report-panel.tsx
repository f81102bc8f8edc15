import "./report.css";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../desk/api.ts";
import { moment } from "../desk/formats.ts";
import { Answer, sentence } from "../desk/parts/states.tsx";
import { usePolling } from "../desk/poll.ts";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { ChangesView } from "./changes.tsx";
import { CriticalAlert } from "./critical.tsx";
import { NoteDialog } from "./dialogs.tsx";
import { History } from "./history.tsx";
import { Release } from "./release.tsx";
import { SectionTexts } from "./section-texts.tsx";
import type { WholeReport, Work } from "./types.ts";
import { Versions } from "./versions.tsx";
import { useBegin, Writer } from "./writer.tsx";

export function useReport(orderId: number) {
  return useQuery({
    queryKey: ["report", orderId],
    queryFn: () => get<WholeReport>(`/reporting/orders/${orderId}`),
    refetchInterval: usePolling(),
  });
}

/** The report of an exam: read, written, reviewed. On a page of its own and beside the images. */
export function ReportPanel({ orderId }: { orderId: number }) {
  const query = useReport(orderId);
  return <Answer query={query}>{(whole) => <Panel whole={whole} />}</Answer>;
}

function Panel({ whole }: { whole: WholeReport }) {
  const own = useSpoken().words.reporting;
  const { may } = useSession();
  const client = useQueryClient();
  // Counts when the editors begin anew with what the server holds.
  const [round, setRound] = useState(0);
  const key = ["report", whole.order.id];
  const take = (changed: WholeReport) => {
    client.setQueryData(key, changed);
    void client.invalidateQueries({ queryKey: ["inbox"] });
    void client.invalidateQueries({ queryKey: ["order", whole.order.id] });
  };
  const reload = async () => {
    await client.refetchQueries({ queryKey: key });
    setRound((before) => before + 1);
  };
  const { work } = whole;
  return (
    <div className="report-panel">
      {whole.is_made_of_study && (
        <Alert color="yellow" variant="outline" role="note">
          {own.madeOfStudy}
        </Alert>
      )}
      {whole.is_own && may("sign-reports") && !whole.is_licensed && (
        <Alert color="yellow" variant="outline" role="note">
          {own.notLicensed}
        </Alert>
      )}
      {whole.critical.map((each) => (
        <CriticalAlert key={each.id} alert={each} done={() => void reload()} />
      ))}
      {work === null ? (
        whole.is_own && may("write-reports") && !whole.is_being_written && <Begin whole={whole} take={take} />
      ) : work.is_mine ? (
        <Writer key={`${work.id}-${round}`} whole={whole} work={work} take={take} reload={() => void reload()} />
      ) : (
        <Held work={work} take={take} />
      )}
      {work !== null && work.is_mine && Object.keys(work.changes).length > 0 && (
        <details>
          <summary className="report-summary">{own.changes}</summary>
          <ChangesView changes={work.changes} />
        </details>
      )}
      <section className="surface" aria-label={own.versions}>
        <Versions whole={whole} />
        {whole.is_own && <Release whole={whole} take={take} />}
      </section>
      {work !== null && <History work={work} />}
    </div>
  );
}

function Begin({ whole, take }: { whole: WholeReport; take: (whole: WholeReport) => void }) {
  const { words, language } = useSpoken();
  const own = words.reporting;
  const [changing, setChanging] = useState<"addendum" | "correction" | null>(null);
  const begin = useBegin(whole.order.id, take);
  const latest = whole.versions[0];
  const isFinal = latest?.state === "final" || latest?.state === "amended";
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {isFinal ? (
          <>
            <Button variant="default" onClick={() => setChanging("addendum")}>
              {own.addAddendum}
            </Button>
            <Button variant="default" onClick={() => setChanging("correction")}>
              {own.correct}
            </Button>
          </>
        ) : (
          <Button loading={begin.isPending} onClick={() => begin.mutate({ language })}>
            {own.write}
          </Button>
        )}
      </Group>
      {begin.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(begin.error, words)}
        </Alert>
      )}
      {changing !== null && (
        <NoteDialog
          title={changing === "addendum" ? own.addAddendum : own.correct}
          lead={own.reasonHint}
          label={own.reason}
          yes={own.begin}
          close={() => setChanging(null)}
          act={(reason) => begin.mutateAsync({ kind: changing, reason, language })}
        />
      )}
    </Stack>
  );
}

/** Somebody else's hands, or nobody's: it waits for a review. */
function Held({ work, take }: { work: Work; take: (whole: WholeReport) => void }) {
  const { words, language } = useSpoken();
  const { may } = useSession();
  const own = words.reporting;
  const [isTaking, setTaking] = useState(false);
  const isWaiting = work.stage === "review" && work.holder === "";
  const takeOver = async (note: string) =>
    take(await post<WholeReport>(`/reporting/works/${work.id}/take-over`, { note }));
  return (
    <section className="surface" aria-label={own.isBeingWritten}>
      <Stack p="md" gap="sm">
        <Alert color="gray" variant="outline" role="note">
          <Group justify="space-between">
            <Text>
              {isWaiting ? own.reviewLead(work.author) : own.heldBy(work.holder, moment(work.held_since, language))}
            </Text>
            {isWaiting && (work.is_author || may("sign-reports")) ? (
              <Button onClick={() => void takeOver("")}>{work.is_author ? own.withdraw : own.review}</Button>
            ) : (
              <Button variant="default" onClick={() => setTaking(true)}>
                {own.takeOver}
              </Button>
            )}
          </Group>
        </Alert>
        <SectionTexts sections={work.sections} />
      </Stack>
      {isTaking && (
        <NoteDialog
          title={own.takeOverTitle}
          lead={own.takeOverLead(work.holder || work.author)}
          label={own.note}
          yes={own.takeOver}
          close={() => setTaking(false)}
          act={takeOver}
        />
      )}
    </section>
  );
}
