import { Stack } from "@mantine/core";
import { dicomDate } from "../../desk/formats.ts";
import { ReadText } from "../../desk/parts/read-text.tsx";
import { AskConsultLink } from "../../consult/parts/ask-link.tsx";
import { ShareLink } from "../../desk/parts/share-link.tsx";
import { ShowPdf } from "../../desk/parts/show-pdf.tsx";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { OtherObject } from "../../engine/study.ts";
import { seriesTitle } from "../series-title.ts";
import { useEngineState, useWorkspace } from "../workspace.tsx";
import { ShowWaveform } from "./waveform.tsx";

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
      <AskConsultLink study={study} />
      <ShareLink study={study} />
      {study.others.length > 0 && <Others others={study.others} />}
    </Stack>
  );
}

/** What lies beside the images: read or saved where that can be, and named in any case. */
function Others({ others }: { others: readonly OtherObject[] }) {
  const words = useWords().viewer;
  const { may } = useSession();
  return (
    <section aria-label={words.others}>
      <h3>{words.others}</h3>
      <ul className="others">
        {others.map((each) => (
          <li key={each.instance_id}>
            <p>
              <b>{words.objectKind[each.kind]}</b> {each.kind === "other" ? each.sop_class : ""}
            </p>
            {each.kind === "pdf" && may("see-reports") ? (
              <ShowPdf
                title={words.objectKind.pdf}
                path={`/instances/${each.instance_id}/document.pdf`}
                name={`document-${each.instance_id}.pdf`}
              />
            ) : each.kind === "structured-report" && may("see-reports") ? (
              <ReadText path={`/instances/${each.instance_id}/text`} title={words.objectKind[each.kind]} />
            ) : each.kind === "ecg" || each.kind === "waveform" ? (
              <ShowWaveform instance={each.instance_id} title={words.objectKind[each.kind]} />
            ) : (
              <p className="dim">{words.notShown}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
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
