/** Which pictures come on film, each as it is shown. */

import type { Engine } from "../../engine/engine.ts";
import type { Shown } from "../../engine/annotations/store.ts";
import type { ViewportState } from "../../engine/view-state.ts";

export interface FilmPicture {
  readonly instance_id: number;
  readonly frame: number;
  readonly window?: { readonly center: number; readonly width: number };
  readonly is_inverted: boolean;
  readonly rotation: number;
  readonly is_flipped_horizontally: boolean;
  readonly is_flipped_vertically: boolean;
}

export type FilmSource = "key-images" | "series" | "screen";

/** The pictures of a study that a choice means; of a series every nth page. */
export function filmPictures(
  engine: Engine,
  studyId: number,
  source: FilmSource,
  every: number,
  drawn: readonly Shown[],
): FilmPicture[] {
  if (source === "key-images") return keyImages(drawn);
  const { viewports, active } = engine.state;
  if (source === "screen") return viewports.flatMap((state) => onScreen(engine, studyId, state));
  const state = viewports[active];
  const series = engine.series(state?.series ?? "");
  if (state == null || series === undefined || series.study.id !== studyId) return [];
  return series.pages
    .filter((_, at) => at % every === 0)
    .map(({ instance, frame }) => ({ instance_id: instance, frame, ...lookOf(state) }));
}

function keyImages(drawn: readonly Shown[]): FilmPicture[] {
  const seen = new Set<string>();
  return drawn.flatMap(({ annotation: { kind, place } }) => {
    if (kind !== "key-image" || !("instance_id" in place)) return [];
    const name = `${place.instance_id}/${place.frame}`;
    if (seen.has(name)) return [];
    seen.add(name);
    return [{ instance_id: place.instance_id, frame: place.frame, ...PLAIN }];
  });
}

function onScreen(engine: Engine, studyId: number, state: ViewportState | null): FilmPicture[] {
  const series = engine.series(state?.series ?? "");
  const page = state === null ? undefined : series?.pages[state.page];
  if (state === null || state.plane !== "acquired" || page === undefined || series?.study.id !== studyId) return [];
  return [{ instance_id: page.instance, frame: page.frame, ...lookOf(state) }];
}

const PLAIN = { is_inverted: false, rotation: 0, is_flipped_horizontally: false, is_flipped_vertically: false };

function lookOf(state: ViewportState) {
  return {
    ...(state.window === null ? {} : { window: state.window }),
    is_inverted: state.isInverted,
    rotation: state.rotation,
    is_flipped_horizontally: state.isFlippedHorizontally,
    is_flipped_vertically: state.isFlippedVertically,
  };
}
