import { useWords } from "../../desk/words/language.ts";
import { pictureAddress, seriesName } from "../../engine/pages.ts";
import type { Progress } from "../../engine/engine.ts";
import type { Series, Study } from "../../engine/study.ts";
import { KeyBadge } from "../annotations/key-badge.tsx";
import { placed } from "../hanging.ts";
import { seriesTitle } from "../series-title.ts";
import { useEngineValue, useWorkspace } from "../workspace.tsx";
import { Priors, titleOf } from "./priors.tsx";

const SIDE = 128;
/** Of a series on its way so many steps are shown, and not every single page. */
const STEPS = 20;

function twentiethsOf({ done, of }: Progress): number {
  return of === 0 ? 0 : Math.max(Math.floor((done / of) * STEPS), Math.min(done, 1));
}

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
  const name = seriesName(study, series);
  const isShown = useEngineValue(({ state }) => state.viewports.some((each) => each?.series === name), false);
  const twentieths = useEngineValue((each) => twentiethsOf(each.progress(name)), 0);
  const middle = series.frames[Math.floor((series.frames.length + 1) / 2) - 1];
  const title = seriesTitle(series, words);
  const show = () => {
    if (engine === null) return;
    const { state } = engine;
    const viewports = state.viewports.map((each, at) => (at === state.active ? placed(study, series) : each));
    engine.apply({ ...state, viewports });
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
        {twentieths > 0 && twentieths < STEPS && (
          <progress max={STEPS} value={twentieths} aria-label={words.loaded((twentieths / STEPS) * 100)} />
        )}
      </button>
    </li>
  );
}
