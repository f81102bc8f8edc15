import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconColumns2, IconFileText, IconPhoto } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../api.ts";
import { moment, personName } from "../formats.ts";
import { ShowPdf } from "../parts/show-pdf.tsx";
import { AskConsultLink } from "../../consult/parts/ask-link.tsx";
import { ShareLink } from "../parts/share-link.tsx";
import { Answer } from "../parts/states.tsx";
import { useSpoken, useWords } from "../words/language.ts";
import { examTime } from "./exam-formats.ts";
import { PaperEntry } from "./paper-entry.tsx";
import type { Exam, ReportVersion } from "./patient.ts";
import { ContradictionBadge, CriticalBadge, ReportBadge } from "./state-badge.tsx";
import { viewerAddress } from "./study.ts";

/** One exam on the line of time: its picture, where it comes from, its report, its papers. */
export function ExamEntry({ exam, baseId, renew }: { exam: Exam; baseId: number; renew: () => unknown }) {
  const words = useWords();
  const isBase = exam.id === baseId;
  return (
    <li className="surface exam" data-exam={exam.id} aria-current={isBase ? "true" : undefined}>
      <Thumbnail exam={exam} />
      <Stack gap="xs" miw={0}>
        <div className="breaks">
          <Group gap={8} align="baseline">
            <Text fw={600} component="h3">
              {[exam.modalities.join(" "), exam.description].filter((part) => part !== "").join(" · ")}
            </Text>
            <CriticalBadge isOpen={exam.is_critical_open} />
            <ContradictionBadge attributes={exam.contradictions} />
          </Group>
          <Text c="dimmed" size="sm" component="div">
            {[examTime(exam.exam_time, words), words.finding.imageCount(exam.instances), exam.accession_number]
              .filter((part) => part !== "")
              .join(" · ")}
          </Text>
          <Group gap="xs" mt={4}>
            <Badge variant="default" size="lg" tt="none" fw={500}>
              {exam.hospital_name}
            </Badge>
            {isBase && (
              <Badge variant="light" size="lg" tt="none" fw={500} c="var(--mantine-color-text)">
                {words.finding.here}
              </Badge>
            )}
          </Group>
        </div>
        <Group gap="xs">
          <Button
            component="a"
            href={viewerAddress(exam.id)}
            size="sm"
            className="chip"
            leftSection={<IconPhoto size={16} aria-hidden />}
          >
            {words.finding.openImages}
          </Button>
          {!isBase && (
            <Button
              component="a"
              href={`${viewerAddress(baseId)}?with=${exam.id}`}
              size="sm"
              variant="default"
              className="chip"
              leftSection={<IconColumns2 size={16} aria-hidden />}
            >
              {words.finding.compare}
            </Button>
          )}
          <AskConsultLink study={exam} />
          <ShareLink study={exam} />
        </Group>
        <Reports exam={exam} />
        {exam.papers.map((paper) => (
          <PaperEntry key={paper.id} paper={paper} renew={renew} />
        ))}
      </Stack>
    </li>
  );
}

/** The picture that is seen first; a study without one has a sign in its place. */
function Thumbnail({ exam }: { exam: Exam }) {
  const [isMissing, setMissing] = useState(false);
  return (
    <a href={viewerAddress(exam.id)} className="thumbnail" tabIndex={-1} aria-hidden>
      {isMissing ? (
        <IconFileText size={32} />
      ) : (
        <img
          src={`/desk/api/studies/${exam.id}/picture?size=176`}
          alt=""
          loading="lazy"
          onError={() => setMissing(true)}
        />
      )}
    </a>
  );
}

function Reports({ exam }: { exam: Exam }) {
  const words = useWords();
  const [areFormerShown, former] = useDisclosure();
  const [latest, ...earlier] = exam.reports;
  if (latest === undefined) {
    return (
      <Text c="dimmed" size="sm">
        {words.finding.noReport}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Version exam={exam} report={latest} />
      {earlier.length > 0 && (
        <Button
          size="sm"
          variant="subtle"
          className="chip"
          aria-expanded={areFormerShown}
          onClick={former.toggle}
          style={{ alignSelf: "start" }}
        >
          {words.finding.formerVersions(earlier.length)}
        </Button>
      )}
      {areFormerShown && earlier.map((report) => <Version key={report.id} exam={exam} report={report} />)}
    </Stack>
  );
}

function Version({ exam, report }: { exam: Exam; report: ReportVersion }) {
  const { words, language } = useSpoken();
  const [isOpen, { toggle }] = useDisclosure();
  const path = `/studies/${exam.id}/reports/${report.id}`;
  const said = [
    words.version(report.version),
    report.author === "" ? "" : personName(report.author),
    moment(report.issued_at, language),
    report.is_dicom ? words.fromDicom : "",
  ];
  return (
    <div className="version">
      <Group gap="xs">
        <ReportBadge state={report.state} />
        <Text c="dimmed" size="sm">
          {said.filter((part) => part !== "").join(" · ")}
        </Text>
      </Group>
      <Group gap="xs" mt={6}>
        <Button size="sm" variant="default" className="chip" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? words.finding.closeReport : words.finding.readReport}
        </Button>
        {report.has_pdf && (
          <ShowPdf title={words.pdf.document} path={`${path}.pdf`} name={`report-${exam.id}-${report.version}.pdf`} />
        )}
      </Group>
      {isOpen && <ReportText path={path} />}
    </div>
  );
}

function ReportText({ path }: { path: string }) {
  const words = useWords();
  const query = useQuery({ queryKey: ["report-text", path], queryFn: () => get<{ text: string }>(path) });
  return (
    <Answer query={query}>
      {({ text }) => (
        <Text className="pre" mt="xs">
          {text || words.withPdf}
        </Text>
      )}
    </Answer>
  );
}
