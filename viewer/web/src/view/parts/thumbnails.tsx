import { dicomDate } from "../../desk/formats.ts";
import { useWords } from "../../desk/words/language.ts";
import { pictureAddress, seriesName } from "../../engine/pages.ts";
import type { Series, Study } from "../../engine/study.ts";
import { writeAddress } from "../address.ts";
import { KeyBadge } from "../annotations/key-badge.tsx";
import { placed } from "../hanging.ts";
import { seriesTitle } from "../series-title.ts";
import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";

const SIDE = 128;

/** The series of the open studies, to be put into the place in hand. */
export function Thumbnails() {
  const words = useWords().viewer;
  const { study, others } = useWorkspace();
  return (
    <nav className="thumbnails" aria-label={words.seriesList}>
      {[study, ...others].map((each) => (
        <section key={each.id} aria-label={titleOf(each)}>
          {others.length > 0 && <h2>{titleOf(each)}</h2>}
          <ul>
            {each.series.map((series) => (
              <Thumbnail key={series.key} study={each} series={series} />
            ))}
          </ul>
        </section>
      ))}
      <Priors />
    </nav>
  );
}

function titleOf(study: Pick<Study, "date" | "description" | "modalities">): string {
  return [dicomDate(study.date), study.description || study.modalities.join(" ")].filter(Boolean).join(" ");
}

/** The other exams of this patient: each opens beside the one in hand, and is closed again. */
function Priors() {
  const words = useWords().viewer;
  const { study, others } = useWorkspace();
  if (study.priors.length === 0) return null;
  const open = others.map(({ id }) => id);
  return (
    <section aria-label={words.priors}>
      <h2>{words.priors}</h2>
      <ul>
        {study.priors.map((prior) => {
          const isOpen = open.includes(prior.id);
          const wanted = isOpen ? open.filter((id) => id !== prior.id) : [...open.slice(-1), prior.id];
          return (
            <li key={prior.id}>
              <a className="prior" href={writeAddress({ study: study.id, others: wanted })} aria-current={isOpen}>
                <span>{titleOf(prior)}</span>
                <span className="thumbnail-count">
                  {prior.modalities.join(" ")} · {isOpen ? words.closeBeside : words.openBeside}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Thumbnail({ study, series }: { study: Study; series: Series }) {
  const words = useWords().viewer;
  const { engine } = useWorkspace();
  const state = useEngineState();
  useEngineTicks();
  const name = seriesName(study, series);
  const isShown = state.viewports.some((each) => each?.series === name);
  const middle = series.frames[Math.floor((series.frames.length + 1) / 2) - 1];
  const progress = engine?.progress(name);
  const title = seriesTitle(series, words);
  const show = () => {
    if (engine === null) return;
    const viewports = engine.state.viewports.map((each, at) => (at === state.active ? placed(study, series) : each));
    engine.apply({ ...engine.state, viewports });
  };
  return (
    <li>
      <button type="button" className="thumbnail" aria-pressed={isShown} onClick={show} title={title}>
        {middle !== undefined && (
          <img
            src={pictureAddress({ instance: middle[0], frame: middle[1] }, SIDE)}
            alt=""
            loading="lazy"
            decoding="async"
            draggable={false}
          />
        )}
        <span className="thumbnail-title">{title}</span>
        <KeyBadge study={study.id} series={series} />
        <span className="thumbnail-count">
          {series.modality} · {words.pictures(series.frames.length)}
        </span>
        {progress !== undefined && progress.done > 0 && progress.done < progress.of && (
          <progress max={progress.of} value={progress.done} aria-label={words.loaded(progress.done, progress.of)} />
        )}
      </button>
    </li>
  );
}
