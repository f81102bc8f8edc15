import { IconArrowLeft } from "@tabler/icons-react";
import { dicomDate } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import { News } from "../annotations/news.tsx";
import { useWorkspace } from "../workspace.tsx";

/** Who, which exam, which hospital, when: always there. */
export function TopBar() {
  const { words, language, change } = useSpoken();
  const { study, others } = useWorkspace();
  const isUnsure = others.some(({ id }) => study.perhaps.some((each) => each.id === id));
  const { patient } = study;
  const sex = words.viewer.sexes[patient.sex as "M" | "F" | "O"] ?? patient.sex;
  return (
    <header className="top-bar">
      <a className="icon-link" href="/" aria-label={words.viewer.toDesk} title={words.viewer.toDesk}>
        <IconArrowLeft size={20} aria-hidden />
      </a>
      <h1 className="who">
        <b>{patient.name || words.viewer.nameless}</b>
        <span>{[patient.id, sex, dicomDate(patient.birth_date)].filter(Boolean).join(" · ")}</span>
      </h1>
      <p className="what">
        <b>{study.description || study.modalities.join(" ")}</b>
        <span>{[dicomDate(study.date), study.hospital].filter(Boolean).join(" · ")}</span>
      </p>
      {isUnsure && (
        <p className="beside-warning" role="alert">
          {words.companions.perhapsOpen}
        </p>
      )}
      <News />
      <button
        type="button"
        className="bar-button"
        lang={language === "zh" ? "en" : "zh-CN"}
        onClick={() => change(language === "zh" ? "en" : "zh")}
      >
        {words.otherLanguage}
      </button>
    </header>
  );
}
