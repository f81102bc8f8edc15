import { IconStarFilled, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { get } from "../../desk/api.ts";
import { moment } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import type { Recorded } from "../../engine/annotations/annotation.ts";
import type { Shown } from "../../engine/annotations/store.ts";
import type { Study } from "../../engine/study.ts";
import { seriesTitle } from "../series-title.ts";
import type { Whereabouts } from "./going.ts";
import { toldValues } from "./told.ts";
import { useAnnotating } from "./use-annotating.ts";

interface ItemProps {
  readonly study: Study;
  readonly shown: Shown;
  readonly where: Whereabouts | null;
  readonly isOpen: boolean;
  readonly go: () => void;
}

/** One thing that is drawn: what it is, what it measures, where, by whom and when; open, its label and its versions. */
export function Item({ study, shown, where, isOpen, go }: ItemProps) {
  const { words, language } = useSpoken();
  const { drawn } = words;
  const { annotation, measured, recorded, isMine } = shown;
  const name = annotation.text || drawn.tool[annotation.kind];
  const values = measured === null ? [] : toldValues(measured, words);
  const author = recorded === null ? drawn.you : drawn.by(recorded.author.name, recorded.author.hospital);
  return (
    <li className="drawn-item" data-chosen={isOpen ? "" : undefined}>
      <button type="button" className="drawn-go" onClick={go} aria-expanded={isOpen} aria-label={drawn.goTo(name)}>
        <span>
          {annotation.kind === "key-image" && <IconStarFilled size={14} className="key-badge" aria-hidden />} {name}
          {values.length > 0 && <b> {values.join(" · ")}</b>}
        </span>
        <span className="dim">
          {where === null
            ? drawn.elsewhere
            : where.page === null
              ? seriesTitle(where.series, words.viewer)
              : drawn.ofSeries(seriesTitle(where.series, words.viewer), where.page + 1)}
        </span>
        <span className="dim">
          {author}
          {recorded !== null && ` · ${moment(recorded.at, language)}`}
        </span>
      </button>
      {isOpen && isMine && <Edit study={study} shown={shown} />}
      {isOpen && (recorded?.version ?? 1) > 1 && <Versions study={study} id={shown.id} of={recorded?.version ?? 1} />}
    </li>
  );
}

function Edit({ study, shown }: { study: Study; shown: Shown }) {
  const { words } = useSpoken();
  const { drawn } = words;
  const annotating = useAnnotating();
  const { id, annotation } = shown;
  const save = (text: string) => {
    const isEmptyText = annotation.kind === "text" && text.trim() === "";
    if (text.trim() !== annotation.text && !isEmptyText) {
      annotating.change(study.id, id, { ...annotation, text: text.trim() });
    }
  };
  return (
    <div className="drawn-more">
      <input
        key={annotation.text}
        defaultValue={annotation.text}
        aria-label={drawn.label}
        placeholder={drawn.label}
        maxLength={500}
        onBlur={(event) => save(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      <button
        type="button"
        className="tool"
        aria-label={drawn.delete}
        title={drawn.delete}
        onClick={() => annotating.change(study.id, id, null)}
      >
        <IconTrash size={20} aria-hidden />
      </button>
    </div>
  );
}

function Versions({ study, id, of }: { study: Study; id: string; of: number }) {
  const { words, language } = useSpoken();
  const query = useQuery({
    queryKey: ["annotation-versions", study.id, id, of],
    queryFn: () => get<{ versions: Recorded[] }>(`/studies/${study.id}/annotations/${id}/versions`),
  });
  if (query.data === undefined) return null;
  return (
    <ol className="drawn-versions" aria-label={words.drawn.versions}>
      {query.data.versions.map((each) => (
        <li key={each.version}>
          {[
            words.drawn.version(each.version),
            moment(each.at, language),
            each.is_deleted
              ? words.drawn.wasDeleted
              : [each.annotation.text, ...(each.measured === null ? [] : toldValues(each.measured, words))].join(" "),
          ].join(" · ")}
        </li>
      ))}
    </ol>
  );
}
