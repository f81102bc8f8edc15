import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useSession } from "../../desk/session.tsx";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import { sentence } from "../../desk/parts/states.tsx";
import type { Author } from "../../engine/annotations/annotation.ts";
import type { AnnotationStore, Shown } from "../../engine/annotations/store.ts";
import type { Study } from "../../engine/study.ts";
import { useWorkspace } from "../workspace.tsx";
import { BroughtPanel } from "./brought-panel.tsx";
import { goTo, placeOf } from "./going.ts";
import { Item } from "./item.tsx";
import { useAnnotating } from "./use-annotating.ts";

/** Everything that is drawn in the open studies, by whom and when; a touch shows it. */
export function AnnotationPanel() {
  const { drawn } = useWords();
  const { may } = useSession();
  const { study, others } = useWorkspace();
  const annotating = useAnnotating();
  const all = annotating.all.flatMap(([id, store]) => store.annotations.map((shown) => ({ id, shown })));
  return (
    <Stack gap="md" p="md">
      <SaveState />
      {all.length === 0 && <Text size="sm">{may("annotate") ? drawn.nothing : drawn.nothingToSee}</Text>}
      {may("download") && all.length > 0 && (
        <Anchor
          href={`/desk/api/studies/${study.id}/exports/presentation-state.dcm`}
          download
          size="sm"
          className="drawn-link"
        >
          {drawn.download}
        </Anchor>
      )}
      <Authors of={all.map(({ shown }) => shown)} />
      {[study, ...others].map((each) => (
        <OfStudy key={each.id} study={each} store={annotating.store(each.id)} isAlone={others.length === 0} />
      ))}
      {[study, ...others].map((each) => (
        <BroughtPanel key={each.id} study={each} />
      ))}
    </Stack>
  );
}

function OfStudy(props: { study: Study; store: AnnotationStore | undefined; isAlone: boolean }) {
  const { drawn } = useWords();
  const { study, store, isAlone } = props;
  const shown = store?.annotations ?? [];
  const keys = shown.filter(({ annotation }) => annotation.kind === "key-image");
  const figures = shown.filter(({ annotation }) => annotation.kind !== "key-image");
  if (shown.length === 0) return null;
  return (
    <section aria-label={study.description || study.date}>
      {!isAlone && (
        <Title order={3} size="h6">
          {study.description} {study.date}
        </Title>
      )}
      <List study={study} of={figures} />
      {keys.length > 0 && (
        <>
          <Title order={3} size="h6" mt="sm" mb={4}>
            {drawn.keyImages}
          </Title>
          <List study={study} of={keys} />
        </>
      )}
    </section>
  );
}

function List({ study, of }: { study: Study; of: readonly Shown[] }) {
  const { engine } = useWorkspace();
  const annotating = useAnnotating();
  const [open, setOpen] = useState("");
  const inOrder = [...of].sort((one, other) => (one.recorded?.sequence ?? 1e9) - (other.recorded?.sequence ?? 1e9));
  return (
    <ul className="drawn-list">
      {inOrder.map((shown) => (
        <Item
          key={shown.id}
          study={study}
          shown={shown}
          where={placeOf(study, shown.annotation)}
          isOpen={open === shown.id || annotating.chosen?.id === shown.id}
          go={() => {
            setOpen(shown.id);
            annotating.choose({ study: study.id, id: shown.id });
            if (engine !== null) goTo(engine, study, shown.annotation);
          }}
        />
      ))}
    </ul>
  );
}

function Authors({ of }: { of: readonly Shown[] }) {
  const { drawn } = useWords();
  const annotating = useAnnotating();
  const authors = new Map<number, Author>();
  for (const { recorded } of of) if (recorded !== null) authors.set(recorded.author.id, recorded.author);
  if (authors.size < 2) return null;
  return (
    <fieldset className="drawn-authors">
      <legend>{drawn.authors}</legend>
      {[...authors.values()].map((author) => (
        <label key={author.id}>
          <input
            type="checkbox"
            checked={!annotating.hidden.has(author.id)}
            onChange={(event) => annotating.hide(author.id, !event.currentTarget.checked)}
            aria-label={drawn.shownOf(author.name)}
          />
          {drawn.by(author.name, author.hospital)}
        </label>
      ))}
    </fieldset>
  );
}

/** Whether everything is saved, and what the server refused. */
function SaveState() {
  const { language } = useSpoken();
  const words = useWords();
  const annotating = useAnnotating();
  const states = annotating.all.map(([, store]) => store.state);
  const refused = annotating.all.map(([, store]) => store.refused).find((each) => each !== null);
  const state = states.includes("unsaved") ? "unsaved" : states.includes("saving") ? "saving" : "saved";
  return (
    <div className="drawn-state" role="status" lang={language === "zh" ? "zh-CN" : "en"}>
      {refused !== undefined && <p>{sentence(refused, words)}</p>}
      {state !== "saved" && <p>{words.drawn[state]}</p>}
    </div>
  );
}
