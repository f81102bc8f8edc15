import { useWords } from "../desk/words/language.ts";
import { SECTIONS, type Sections } from "./types.ts";

/** Sections to be read; the server has cleaned them a moment ago. */
export function SectionTexts({ sections }: { sections: Sections }) {
  const words = useWords().reporting;
  return (
    <div className="report-text">
      {SECTIONS.filter((key) => (sections[key] ?? "") !== "").map((key) => (
        <section key={key} aria-label={words.sections[key]}>
          <p className="report-heading">{words.sections[key]}</p>
          <div dangerouslySetInnerHTML={{ __html: sections[key] ?? "" }} />
        </section>
      ))}
    </div>
  );
}
