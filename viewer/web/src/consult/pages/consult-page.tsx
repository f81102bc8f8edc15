import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconMessages, IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "wouter";
import { dicomDate, moment, personName } from "../../desk/formats.ts";
import { Page, Section } from "../../desk/parts/page.tsx";
import { Answer } from "../../desk/parts/states.tsx";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import "../consult.css";
import { OutcomeSection } from "../outcome/outcome-section.tsx";
import { Answering } from "../parts/answering.tsx";
import { ReferralBadge, StateBadge, UrgencyBadge } from "../parts/badges.tsx";
import { Conducting } from "../parts/conducting.tsx";
import { GuestsSection } from "../parts/guests-section.tsx";
import { Steps } from "../parts/steps.tsx";
import { WhenSection } from "../parts/when-section.tsx";
import { InvitedSection, PresentSection } from "../parts/who-section.tsx";
import { examText, isOver, isPast, recordText } from "../texts.ts";
import type { Consult, ConsultState, OfferedStudy } from "../types.ts";
import { useConsult } from "../use-consults.ts";

/** One consult: how far it is, what is asked, who takes part, when one meets, and what can be done now. */
export function ConsultPage({ code }: { code: string }) {
  const words = useWords();
  const query = useConsult(code);
  return (
    <Page title={words.consult.one}>
      <Stack gap="lg">
        <Anchor component={Link} href="/consults" c="var(--mantine-color-text)" mih={24}>
          <Group gap={6} component="span">
            <IconArrowLeft size={18} aria-hidden />
            {words.consult.title}
          </Group>
        </Anchor>
        <Answer query={query}>{(consult) => <Whole consult={consult} />}</Answer>
      </Stack>
    </Page>
  );
}

function Whole({ consult }: { consult: Consult }) {
  const own = useWords().consult;
  const isInside = consult.participants !== undefined;
  const taker = consult.invitations.find(({ state }) => state === "accepted");
  return (
    <Stack gap="lg">
      <Steps consult={consult} />
      <Asked consult={consult} />
      {consult.standing === "settled" && !isOver(consult.state) && (
        <Alert color="gray" variant="outline">
          {taker === undefined ? own.settledLead : `${own.takenBy(taker.answered_by)} ${own.settledLead}`}
        </Alert>
      )}
      {!isInside && isOver(consult.state) && (
        <Alert color="gray" variant="outline">
          {own.ended}
        </Alert>
      )}
      {consult.standing === "invited" && consult.deeds.includes("accept") && <Answering consult={consult} />}
      {isInside && consult.deeds.includes("enter") && <Enter consult={consult} />}
      <OutcomeSection code={consult.code} isInside={isInside} />
      {isInside && <Conducting consult={consult} />}
      {isInside && (!isPast(consult.state) || consult.scheduled_at !== null) && <WhenSection consult={consult} />}
      {consult.participants !== undefined && <PresentSection consult={consult} participants={consult.participants} />}
      <InvitedSection consult={consult} />
      <GuestsSection consult={consult} />
      {consult.opened !== undefined && <OpenedSection opened={consult.opened} baseId={consult.study_id ?? 0} />}
    </Stack>
  );
}

/** The question, how urgent it is and by whom, and whose exam it is as far as that is told. */
function Asked({ consult }: { consult: Consult }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const { patient } = consult;
  const sex =
    patient !== undefined && patient.sex !== "" && patient.sex in words.sexes
      ? words.sexes[patient.sex as keyof typeof words.sexes]
      : "";
  const who =
    patient === undefined
      ? []
      : [personName(patient.name), sex, dicomDate(patient.birth_date), patient.id].filter((part) => part !== "");
  return (
    <Stack className="surface" p="md" gap="sm">
      <Group gap={6}>
        <UrgencyBadge urgency={consult.urgency} />
        <StateBadge state={consult.state} />
        <ReferralBadge isReferral={consult.is_referral} />
      </Group>
      {consult.question !== "" && (
        <Text className="pre" size="lg" fw={600}>
          {consult.question}
        </Text>
      )}
      <dl className="facts">
        {who.length > 0 && (
          <>
            <dt>{own.whose}</dt>
            <dd>{who.join(" · ")}</dd>
          </>
        )}
        <dt>{own.exam}</dt>
        <dd>
          {examText(consult.exam)}
          {who.length === 0 && consult.standing === "invited" && (
            <Text c="dimmed" size="sm">
              {own.examWithoutName}
            </Text>
          )}
        </dd>
        <dt>{words.finding.hospital}</dt>
        <dd>{consult.hospital}</dd>
        <dt>{own.asker}</dt>
        <dd>
          {consult.asker} · {moment(consult.asked_at, language)}
        </dd>
        {consult.state === "requested" && (
          <>
            <dt>{own.due}</dt>
            <dd {...(consult.is_late ? { style: { color: "var(--mantine-color-error)", fontWeight: 600 } } : {})}>
              {consult.is_late ? `${own.late} · ` : ""}
              {own.answerBy(moment(consult.due_at, language))}
            </dd>
          </>
        )}
      </dl>
    </Stack>
  );
}

/** Those in which there is something to look back on; so is in one that was live and has another time since. */
const HAPPENED: ReadonlySet<ConsultState> = new Set(["live", "concluded", "closed"]);

function Enter({ consult }: { consult: Consult }) {
  const words = useWords();
  const own = words.consult;
  return (
    <Stack gap="xs" className="consult-deeds">
      <Group gap="sm">
        <Button component="a" href={`/c/${consult.code}`} leftSection={<IconMessages size={18} aria-hidden />}>
          {own.openRoom}
        </Button>
        {(consult.live_at !== null || HAPPENED.has(consult.state)) && (
          <Button
            component="a"
            href={`/c/${consult.code}?replay`}
            variant="default"
            leftSection={<IconPlayerPlay size={18} aria-hidden />}
          >
            {words.room.replay.watch}
          </Button>
        )}
        {consult.unseen > 0 && <Text fw={600}>{own.newThere(consult.unseen)}</Text>}
      </Group>
      {consult.unseen === 0 && consult.deeds.includes("invite") && (
        <Text c="dimmed" size="sm" visibleFrom="sm">
          {own.openRoomLead}
        </Text>
      )}
    </Stack>
  );
}

/** What it opens: which series and which records. */
function OpenedSection({ opened, baseId }: { opened: OfferedStudy[]; baseId: number }) {
  const words = useWords();
  const own = words.consult;
  return (
    <Section title={own.opened}>
      <Stack gap="md" p="md">
        {opened.map((study) => (
          <div key={study.id} className="breaks">
            <Text fw={600}>
              {[study.id === baseId ? own.thisStudy : own.earlierStudy, dicomDate(study.date), study.description]
                .filter((part) => part !== "")
                .join(" · ")}
            </Text>
            <ul style={{ margin: 0, paddingInlineStart: "1.25rem" }}>
              {study.series.map((each) => (
                <li key={each.id}>
                  {own.seriesOf(each.modality, each.description) || own.nameless}, {own.images(each.frames)}
                </li>
              ))}
              {study.records.map((each) => (
                <li key={`${each.kind} ${each.id}`}>{recordText(each, words)}</li>
              ))}
            </ul>
          </div>
        ))}
      </Stack>
    </Section>
  );
}
