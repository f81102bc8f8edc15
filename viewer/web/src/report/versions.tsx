import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../desk/api.ts";
import { moment } from "../desk/formats.ts";
import { ShowPdf } from "../desk/parts/show-pdf.tsx";
import { Answer, Empty, sentence } from "../desk/parts/states.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { ChangesView } from "./changes.tsx";
import { SectionTexts } from "./section-texts.tsx";
import type { Changes, Version, WholeReport } from "./types.ts";

/** Every version, wherever it was written, the latest first. */
export function Versions({ whole }: { whole: WholeReport }) {
  const words = useSpoken().words.reporting;
  const [first, ...former] = whole.versions;
  if (first === undefined) return <Empty title={whole.is_being_written ? words.isBeingWritten : words.noVersions} />;
  return (
    <Stack gap={0}>
      {whole.is_being_written && whole.work === null && (
        <Text p="md" c="dimmed">
          {words.isBeingWritten}
        </Text>
      )}
      <OneVersion version={first} former={former[0]} orderId={whole.order.id} />
      {former.map((version, position) => (
        <details key={version.id}>
          <summary className="report-summary">
            <Head version={version} />
          </summary>
          <OneVersion version={version} former={former[position + 1]} orderId={whole.order.id} isFolded />
        </details>
      ))}
    </Stack>
  );
}

function Head({ version }: { version: Version }) {
  const { words, language } = useSpoken();
  const facts = [
    words.version(version.version),
    moment(version.issued_at, language),
    version.author,
    version.has_pdf ? words.withPdf : "",
    version.is_dicom ? words.fromDicom : "",
  ];
  return (
    <Group gap="sm" component="span">
      <Badge variant="default" size="lg" tt="none" fw={500} component="span">
        {words.reportState[version.state]}
      </Badge>
      <Text c="dimmed" span>
        {facts.filter((part) => part !== "").join(" · ")}
      </Text>
    </Group>
  );
}

interface OneProps {
  version: Version;
  former: Version | undefined;
  orderId: number;
  isFolded?: boolean;
}

function OneVersion({ version, former, orderId, isFolded = false }: OneProps) {
  const { words, language } = useSpoken();
  const { written } = version;
  return (
    <Stack gap="sm" p="md">
      {!isFolded && <Head version={version} />}
      {written !== null && written.reason !== "" && (
        <Text>
          {words.reporting.kinds[written.kind]}. {words.reporting.because(written.reason)}
        </Text>
      )}
      {written === null ? (
        version.text !== "" && <Text className="pre report-text">{version.text}</Text>
      ) : (
        <SectionTexts sections={written.sections} />
      )}
      {written?.signatures.map((each) => (
        <Text key={each.at + each.name} c="dimmed" size="sm">
          {words.reporting.signedBy[each.meaning](each.name, moment(each.at, language))}
        </Text>
      ))}
      <Group gap="xs">
        {version.has_pdf && (
          <ShowPdf
            title={words.pdf.document}
            path={`/reporting/orders/${orderId}/versions/${version.version}.pdf`}
            name={`report-${orderId}-${version.version}.pdf`}
          />
        )}
        {written !== null && <Verify orderId={orderId} version={version.version} />}
        {written !== null && former?.written != null && (
          <Compare orderId={orderId} before={former.version} after={version.version} />
        )}
      </Group>
    </Stack>
  );
}

interface Found {
  is_intact: boolean;
  faults: ("not-signed-here" | "content" | "pdf" | "audit" | "signature" | "missing")[];
}

function Verify({ orderId, version }: { orderId: number; version: number }) {
  const { words } = useSpoken();
  const own = words.reporting;
  const verifying = useMutation({
    mutationFn: () => get<Found>(`/reporting/orders/${orderId}/versions/${version}/intact`),
  });
  const found = verifying.data;
  return (
    <>
      <Button size="sm" variant="default" loading={verifying.isPending} onClick={() => verifying.mutate()}>
        {own.verify}
      </Button>
      {found !== undefined && (
        <Text role="status" {...(found.is_intact ? {} : { c: "var(--mantine-color-error)" })}>
          {found.is_intact ? own.intact : own.notIntact(found.faults.map((each) => own.faults[each]).join(words.comma))}
        </Text>
      )}
      {verifying.error !== null && <Text role="alert">{sentence(verifying.error, words)}</Text>}
    </>
  );
}

function Compare({ orderId, before, after }: { orderId: number; before: number; after: number }) {
  const words = useSpoken().words.reporting;
  const [isOpen, setOpen] = useState(false);
  const path = `/reporting/orders/${orderId}/changes/${before}/${after}`;
  const query = useQuery({ queryKey: [path], queryFn: () => get<{ changes: Changes }>(path), enabled: isOpen });
  return (
    <>
      <Button size="sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {words.compare}
      </Button>
      {isOpen && (
        <div className="report-wide">
          <Answer query={query}>{({ changes }) => <ChangesView changes={changes} />}</Answer>
        </div>
      )}
    </>
  );
}
