import { Button, Group, NativeSelect } from "@mantine/core";
import { IconLayoutGrid } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { postForFile } from "../../desk/api.ts";
import { save } from "../../desk/pdf.ts";
import { useSpoken } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import { useAnnotating } from "../annotations/use-annotating.ts";
import { useEngineState, useWorkspace } from "../workspace.tsx";
import { filmPictures, type FilmSource } from "./film-pictures.ts";
import { Check, Outcome, Section } from "./parts.tsx";

const SOURCES: readonly FilmSource[] = ["key-images", "series", "screen"];
const STEPS = [1, 2, 3, 5, 10];
// Columns and rows.
const GRIDS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [2, 2],
  [2, 3],
  [3, 4],
  [4, 5],
  [5, 6],
  [6, 8],
];
const PAPERS = ["a4", "a3", "film"] as const;

/** Pictures on sheets, set by the server. */
export function SheetSection({ engine }: { engine: Engine }) {
  const { words: every_, language } = useSpoken();
  const words = every_.exporting;
  const { study } = useWorkspace();
  const annotating = useAnnotating();
  useEngineState();
  const [chosen, setChosen] = useState<FilmSource | null>(null);
  const [every, setEvery] = useState(1);
  const [grid, setGrid] = useState(4);
  const [paper, setPaper] = useState<(typeof PAPERS)[number]>("a4");
  const [names, setNames] = useState(true);
  const [annotations, setAnnotations] = useState(true);
  const drawn = annotating.store(study.id)?.annotations ?? [];
  const of = (source: FilmSource) => filmPictures(engine, study.id, source, source === "series" ? every : 1, drawn);
  const source = chosen ?? (of("key-images").length > 0 ? "key-images" : "series");
  const pictures = of(source);
  const [columns, rows] = GRIDS[grid] ?? [3, 4];
  const saving = useMutation({
    mutationFn: async () => {
      const wish = { pictures, rows, columns, paper, language, has_names: names, has_annotations: annotations };
      save(await postForFile(`/studies/${study.id}/exports/film`, wish), `film-${study.id}.pdf`);
    },
  });
  return (
    <Section title={words.sheet} lead={words.sheetLead}>
      <NativeSelect
        label={words.source}
        value={source}
        onChange={(event) => setChosen(event.currentTarget.value as FilmSource)}
        data={SOURCES.map((each) => ({ value: each, label: words.sources[each](of(each).length) }))}
      />
      <Group grow align="end" mt="xs">
        <NativeSelect
          label={words.grid}
          value={String(grid)}
          onChange={(event) => setGrid(Number(event.currentTarget.value))}
          data={GRIDS.map(([across, down], at) => ({ value: String(at), label: words.gridIs(across, down) }))}
        />
        <NativeSelect
          label={words.paper}
          value={paper}
          onChange={(event) => setPaper(event.currentTarget.value as (typeof PAPERS)[number])}
          data={PAPERS.map((each) => ({ value: each, label: words.papers[each] }))}
        />
      </Group>
      {source === "series" && (
        <NativeSelect
          mt="xs"
          label={words.every}
          value={String(every)}
          onChange={(event) => setEvery(Number(event.currentTarget.value))}
          data={STEPS.map((each) => ({ value: String(each), label: words.everyNth(each) }))}
        />
      )}
      <Check label={words.annotations} isOn={annotations} turn={setAnnotations} />
      <Check label={words.sheetNames} isOn={names} turn={setNames} />
      <Button
        variant="default"
        leftSection={<IconLayoutGrid size={18} aria-hidden />}
        loading={saving.isPending}
        disabled={pictures.length === 0}
        onClick={() => saving.mutate()}
      >
        {words.saveSheet}
      </Button>
      {pictures.length === 0 && <p className="dim">{words.nothingChosen}</p>}
      <Outcome error={saving.error} said={saving.isSuccess ? words.saved : null} />
    </Section>
  );
}
