import { ActionIcon, Badge, Group, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconMail, IconMailOpened, IconMessages, IconTimeline } from "@tabler/icons-react";
import { Link } from "wouter";
import { personName } from "../formats.ts";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";
import { ageAt, examTime } from "./exam-formats.ts";
import { ContradictionBadge, CriticalBadge, ReportBadge } from "./state-badge.tsx";
import { type ListedStudy, viewerAddress } from "./study.ts";

interface Acts {
  see: (study: ListedStudy, isSeen: boolean) => void;
  /** Where studies stand apart from a list, whether they are unread is no matter. */
  withoutMarks?: boolean;
}

/** The studies of a list, one in a row; on a phone each is a card. */
export function StudyRows({ studies, see, withoutMarks = false }: { studies: readonly ListedStudy[] } & Acts) {
  const words = useWords();
  return (
    <div className="surface">
      <table className="rows dense" aria-label={words.finding.workList}>
        <thead>
          <tr>
            <th scope="col">{words.patient}</th>
            <th scope="col">{words.exam}</th>
            <th scope="col">{words.finding.images}</th>
            <th scope="col">{words.finding.date}</th>
            <th scope="col">{words.finding.state}</th>
            <th scope="col">
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {studies.map((study) => (
            <StudyRow key={study.id} study={study} see={see} withoutMarks={withoutMarks} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StudyRow({ study, see, withoutMarks = false }: { study: ListedStudy } & Acts) {
  const words = useWords();
  const isUnread = study.seen_instances === null && !withoutMarks;
  const name = personName(study.patient_name) || words.finding.nameless;
  const more = isUnread || study.seen_instances === null ? 0 : study.instances - study.seen_instances;
  return (
    <tr data-unread={isUnread || undefined} data-study={study.id}>
      <td className="breaks" data-dot>
        <div className="one-line">
          <a
            href={viewerAddress(study.id)}
            className="whole name"
            data-open
            onClick={() => see(study, true)}
            aria-label={`${words.finding.openStudy(name)}${isUnread ? `, ${words.finding.isUnread}` : ""}`}
          >
            {name}
          </a>
          <Text c="dimmed" size="sm" component="div">
            {[
              study.patient_sex in words.sexes && study.patient_sex !== "" ? words.sexes[study.patient_sex] : "",
              ageAt(study.patient_birth_date, study.exam_time, words),
              study.patient_id,
            ]
              .filter((part) => part !== "")
              .join(" · ")}
          </Text>
        </div>
      </td>
      <td className="breaks">
        <Exam study={study} />
      </td>
      <td className="nowrap" data-label={words.finding.images}>
        {study.instances}
        {more > 0 && (
          <Tooltip label={words.finding.isMore(more)}>
            <Badge
              variant="light"
              size="lg"
              ml={6}
              c="var(--mantine-color-text)"
              aria-label={words.finding.isMore(more)}
              role="img"
            >
              +{more}
            </Badge>
          </Tooltip>
        )}
      </td>
      <td className="nowrap">{examTime(study.exam_time, words)}</td>
      <td data-state>
        <Group gap={6}>
          <ReportBadge state={study.report_state} />
          <CriticalBadge isOpen={study.is_critical_open} />
          <ContradictionBadge attributes={study.contradictions} />
        </Group>
      </td>
      <td data-end className="above">
        <RowActions study={study} see={see} withoutMarks={withoutMarks} name={name} isUnread={isUnread} />
      </td>
    </tr>
  );
}

/** What was examined, with what, and where if it was in another hospital. */
function Exam({ study }: { study: ListedStudy }) {
  return (
    <div className="one-line">
      <Group gap={8} wrap="nowrap" align="baseline">
        {study.modalities.length > 0 && (
          <Text span fw={600} size="sm" className="nowrap">
            {study.modalities.join(" ")}
          </Text>
        )}
        <span>{study.description}</span>
      </Group>
      <Text c="dimmed" size="sm" component="div">
        {study.accession_number}
        {!study.is_own && (
          <Badge variant="default" size="lg" tt="none" fw={500} ml={study.accession_number === "" ? 0 : 8}>
            {study.hospital_name}
          </Badge>
        )}
      </Text>
    </div>
  );
}

function RowActions(props: { study: ListedStudy; name: string; isUnread: boolean } & Acts) {
  const { study, name, isUnread, see, withoutMarks = false } = props;
  const words = useWords();
  const { may } = useSession();
  const mark = isUnread ? words.finding.markRead : words.finding.markUnread;
  const Icon = isUnread ? IconMail : IconMailOpened;
  return (
    <Group gap={0} wrap="nowrap">
      {!withoutMarks && (
        <Tooltip label={mark}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={`${mark}: ${name}`}
            data-mark
            onClick={() => see(study, isUnread)}
          >
            <Icon size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {study.is_own && may("ask-consults") && (
        <Tooltip label={words.consult.ask}>
          <ActionIcon
            component={Link}
            href={`/studies/${study.id}/consult`}
            variant="subtle"
            color="gray"
            size={44}
            aria-label={`${words.consult.ask}: ${name}`}
            data-consult
          >
            <IconMessages size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {may("see-reports") && (
        <Tooltip label={words.finding.openPatient(name)}>
          <ActionIcon
            component={Link}
            href={`/patients/of/${study.id}`}
            variant="subtle"
            color="gray"
            size={44}
            aria-label={words.finding.openPatient(name)}
            data-patient
          >
            <IconTimeline size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
