import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, getFile, post } from "../../desk/api.ts";
import { bytes } from "../../desk/formats.ts";
import { save } from "../../desk/pdf.ts";
import { Failed } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import { useAnnotating } from "../annotations/use-annotating.ts";
import { useWorkspace } from "../workspace.tsx";
import { Outcome, Section } from "./parts.tsx";

const KINDS = ["key-objects", "measurements", "presentation-state"] as const;
type Kind = (typeof KINDS)[number];

interface Offered {
  readonly counts: Readonly<Record<Kind, number>>;
  /** How much is drawn on images that are not here any more, and left out. */
  readonly lost: Readonly<Record<Kind, number>>;
  readonly originals: { readonly files: number; readonly bytes: number };
}

/** What leaves as DICOM: the originals, and what is drawn; the latter can be kept in the study as well. */
export function ObjectsSection({ mayKeep }: { mayKeep: boolean }) {
  const words = useWords().exporting;
  const { study } = useWorkspace();
  const drawn = useAnnotating().store(study.id)?.annotations ?? [];
  // What is drawn or taken away meanwhile changes what there is.
  const kept = drawn.flatMap(({ recorded }) => recorded?.sequence ?? []);
  const version = `${kept.length} ${Math.max(0, ...kept)}`;
  const query = useQuery({
    queryKey: ["exports", study.id, version],
    queryFn: () => get<Offered>(`/studies/${study.id}/exports`),
    placeholderData: (before) => before,
  });
  const offered = query.data;
  return (
    <Section title={words.objects}>
      {query.error !== null && <Failed error={query.error} again={() => void query.refetch()} />}
      {offered !== undefined && (
        <ul className="export-objects">
          <li>
            <b>{words.originals}</b>
            <p className="dim">{words.originalsAre(offered.originals.files, bytes(offered.originals.bytes))}</p>
            <Button
              component="a"
              variant="default"
              href={`/desk/api/studies/${study.id}/exports/originals.zip`}
              download
            >
              {words.saveOriginals}
            </Button>
          </li>
          {KINDS.map((kind) => (
            <Written
              key={kind}
              study={study.id}
              kind={kind}
              count={offered.counts[kind]}
              lost={offered.lost[kind]}
              mayKeep={mayKeep}
            />
          ))}
        </ul>
      )}
      {mayKeep && <p className="dim">{words.keepLead}</p>}
    </Section>
  );
}

function Written(props: { study: number; kind: Kind; count: number; lost: number; mayKeep: boolean }) {
  const { study, kind, count, lost, mayKeep } = props;
  const words = useWords().exporting;
  const client = useQueryClient();
  const path = `/studies/${study}/exports/${kind}`;
  const name = words.object[kind];
  const saving = useMutation({
    mutationFn: () => getFile(`${path}.dcm`),
    // Presentation states hold one series each: of several there is an archive.
    onSuccess: (file) => save(file, `${kind}-${study}.${file.type === "application/zip" ? "zip" : "dcm"}`),
  });
  const keeping = useMutation({
    mutationFn: () => post<{ outcome: keyof typeof words.keptAs }>(`${path}/keep`),
    // The study has one object more, which speaks of its images.
    onSuccess: () => void client.invalidateQueries({ queryKey: ["brought", study] }),
  });
  const said = keeping.isSuccess ? words.keptAs[keeping.data.outcome] : saving.isSuccess ? words.saved : null;
  return (
    <li>
      <p>
        <b>{name}</b> <span className="dim">{words.objectCount(count)}</span>
      </p>
      {lost > 0 && <p className="dim">{words.leftOut(lost)}</p>}
      <Group gap="xs">
        <Button
          variant="default"
          disabled={count === 0}
          loading={saving.isPending}
          aria-label={words.save + words.of(name)}
          onClick={() => saving.mutate()}
        >
          {words.save}
        </Button>
        {mayKeep && (
          <Button
            variant="default"
            disabled={count === 0 || keeping.isSuccess}
            loading={keeping.isPending}
            aria-label={words.keep + words.of(name)}
            onClick={() => keeping.mutate()}
          >
            {words.keep}
          </Button>
        )}
      </Group>
      <Outcome error={saving.error ?? keeping.error} said={said} />
    </li>
  );
}
