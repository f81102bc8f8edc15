import { Button, Group } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { post } from "../../desk/api.ts";
import { save } from "../../desk/pdf.ts";
import { useWords } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import { useEngineState, useWorkspace } from "../workspace.tsx";
import { cineFilm, pagesToPlay, playingRate } from "./cine-film.ts";
import { Check, Outcome, Section } from "./parts.tsx";
import { placeElement, studiesShown } from "./places.ts";

/** The series in hand as a film, made by the browser of what it shows. */
export function CineSection({ engine }: { engine: Engine }) {
  const words = useWords().exporting;
  const { hasOverlays } = useWorkspace();
  const { active } = useEngineState();
  const [annotations, setAnnotations] = useState(true);
  const [names, setNames] = useState(false);
  const [progress, setProgress] = useState<[number, number] | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);
  const making = useMutation({
    mutationFn: async () => {
      const place = placeElement(active);
      if (place === null) return null;
      const stopping = new AbortController();
      stopper.current = stopping;
      const [study] = studiesShown(engine, active);
      const told = (done: number, of: number) => setProgress([done, of]);
      const wish = { annotations, texts: true, names };
      const film = await cineFilm({ engine, place, wish, told, signal: stopping.signal });
      if (film === null || study === undefined) return null;
      await post(`/studies/${study}/exports/made`, { form: "cine", has_names: names });
      save(film.blob, `film-${study}.mp4`);
      return film.codec;
    },
    onSettled: () => setProgress(null),
  });
  const pages = pagesToPlay(engine);
  const wasStopped = making.error instanceof DOMException && making.error.name === "AbortError";
  const said = !making.isSuccess ? null : making.data === null ? words.noEncoder : words[making.data];
  if (pages === 0 && !making.isPending) return <Section title={words.cine} lead={words.noCine} children={null} />;
  return (
    <Section title={words.cine} lead={words.cineLead(pages, playingRate(engine))}>
      <Check label={words.annotations} isOn={annotations} turn={setAnnotations} />
      <Check label={words.names} isOn={names} turn={setNames} />
      {!hasOverlays && <p className="dim">{words.noOverlays}</p>}
      <Group>
        <Button
          variant="default"
          leftSection={<IconMovie size={18} aria-hidden />}
          loading={making.isPending}
          onClick={() => making.mutate()}
        >
          {words.makeCine}
        </Button>
        {making.isPending && (
          <Button variant="default" onClick={() => stopper.current?.abort()}>
            {words.stop}
          </Button>
        )}
      </Group>
      {progress !== null && <p className="dim">{words.cineDone(...progress)}</p>}
      <Outcome error={wasStopped ? null : making.error} said={said} />
    </Section>
  );
}
