import { IconX } from "@tabler/icons-react";
import { moment } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import { useWorkspace } from "../workspace.tsx";
import { goTo } from "./going.ts";
import { useAnnotating } from "./use-annotating.ts";

/** What a colleague has just drawn here: who, what and when, and the way to it. */
export function News() {
  const { words, language } = useSpoken();
  const { engine, study, others } = useWorkspace();
  const annotating = useAnnotating();
  const { news } = annotating;
  const { companions, drawn } = words;
  const of = [study, ...others].find(({ id }) => id === news?.study);
  const show = () => {
    if (news === null || of === undefined || engine === null) return;
    if (!news.recorded.is_deleted) {
      annotating.choose({ study: of.id, id: news.recorded.id });
      goTo(engine, of, news.recorded.annotation);
    }
    annotating.read();
  };
  return (
    <div className="news" role="status">
      {news !== null && (
        <>
          <button type="button" className="bar-button" onClick={show}>
            {(news.recorded.is_deleted ? companions.deleted : companions.drew)(
              news.recorded.author.name,
              drawn.tool[news.recorded.annotation.kind],
              moment(news.recorded.at, language),
            )}
          </button>
          <button type="button" className="icon-link" aria-label={companions.read} onClick={() => annotating.read()}>
            <IconX size={18} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}
