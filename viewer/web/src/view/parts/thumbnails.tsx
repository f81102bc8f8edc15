import { useWords } from "../../desk/words/language.ts";
import { pictureAddress, seriesName } from "../../engine/pages.ts";
import type { Series, Study } from "../../engine/study.ts";
import { KeyBadge } from "../annotations/key-badge.tsx";
import { placed } from "../hanging.ts";
import { seriesTitle } from "../series-title.ts";
import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";
import { Priors, titleOf } from "./priors.tsx";

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
