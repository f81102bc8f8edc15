import { IconStarFilled } from "@tabler/icons-react";
import { useWords } from "../../desk/words/language.ts";
import type { Series } from "../../engine/study.ts";
import { isOf } from "./annotating.ts";
import { useAnnotating } from "./use-annotating.ts";

/** How many pictures of a series somebody has marked as key images. */
export function KeyBadge({ study, series }: { study: number; series: Series }) {
  const { drawn } = useWords();
  const marks = useAnnotating().keyImages(study);
  const marked = series.frames.filter(([instance, frame]) =>
    marks.some(({ annotation }) => isOf(annotation, instance, frame)),
  );
  if (marked.length === 0) return null;
  return (
    <span className="thumbnail-count">
      <IconStarFilled size={12} className="key-badge" aria-hidden /> {drawn.keyImages} {marked.length}
    </span>
  );
}
