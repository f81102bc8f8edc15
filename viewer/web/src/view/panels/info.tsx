import { Stack, Text } from "@mantine/core";
import { dicomDate } from "../../desk/formats.ts";
import { useWords } from "../../desk/words/language.ts";
import { seriesTitle } from "../series-title.ts";
import { useEngineState, useWorkspace } from "../workspace.tsx";

/** What the study and the picture in hand say of themselves. */
export function InfoPanel() {
  const words = useWords().viewer;
  const { study, engine } = useWorkspace();
  const state = useEngineState();
  const active = state.viewports[state.active];
  const series = active == null ? undefined : engine?.series(active.series);
  const page = series?.pages[active?.page ?? 0];
  const facts: [string, string][] = [
    [words.patient, study.patient.name],
    [words.patientId, study.patient.id],
    [words.birthDate, dicomDate(study.patient.birth_date)],
    [words.sex, words.sexes[study.patient.sex as "M" | "F" | "O"] ?? study.patient.sex],
    [words.exam, study.description],
    [words.examDate, dicomDate(study.date)],
    [words.accession, study.accession_number],
    [words.hospital, study.hospital],
    ...(series === undefined ? [] : ([[words.series, seriesTitle(series.series, words)]] as [string, string][])),
    ...(series === undefined ? [] : ([[words.protocol, series.series.protocol]] as [string, string][])),
    ...(page === undefined
      ? []
      : ([
          [words.size, `${page.facts.columns} × ${page.facts.rows}`],
          [words.spacing, spacing(page.facts.spacing_mm, words.unknown)],
          [words.spacingFrom, page.facts.spacing_origin === null ? "" : words.spacingOrigin[page.facts.spacing_origin]],
          [words.thickness, page.facts.slice_thickness_mm === null ? "" : `${page.facts.slice_thickness_mm} mm`],
          [words.lossy, page.facts.is_lossy ? lossy(page.facts.lossy_ratio, words.yesLossy) : words.lossless],
        ] as [string, string][])),
  ];
  return (
    <Stack gap="md" p="md">
      <dl className="facts">
        {facts.map(([name, value]) =>
          value === "" ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {study.others.length > 0 && <Text size="sm">{words.othersCount(study.others.length)}</Text>}
    </Stack>
  );
}

function spacing(mm: readonly [number, number] | null, unknown: string): string {
  return mm === null ? unknown : `${tidy(mm[1])} × ${tidy(mm[0])} mm`;
}

function lossy(ratio: number | null, yes: string): string {
  return ratio === null ? yes : `${yes} ${Math.round(ratio)}:1`;
}

function tidy(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
