/** Series whose slices make one volume, loaded once however many planes show it. */

import {
  cornerstoneStreamingImageVolumeLoader,
  Enums,
  eventTarget,
  type Types,
  volumeLoader,
} from "@cornerstonejs/core";
import type { OpenSeries, SeriesName } from "./pages.ts";

const SCHEME = "filmless-volume";
const opened = new Map<SeriesName, Promise<Types.IStreamingImageVolume>>();
const complete = new Set<string>();

export function startVolumes(): void {
  volumeLoader.registerVolumeLoader(SCHEME, cornerstoneStreamingImageVolumeLoader as never);
  eventTarget.addEventListener(Enums.Events.IMAGE_VOLUME_LOADING_COMPLETED, ((event: CustomEvent) => {
    complete.add((event.detail as { volumeId: string }).volumeId);
  }) as EventListener);
}

/** Whether the slices of a series make a volume that may be cut in other planes. */
export function isVolume(series: OpenSeries): boolean {
  const { problems, facts, frames } = series.series;
  const colours = facts.some((each) => each.is_colour);
  const sizes = new Set(facts.map((each) => `${each.rows} ${each.columns} ${each.spacing_mm?.join()}`));
  return problems.length === 0 && !colours && sizes.size === 1 && frames.length >= 3 && !sizes.has("undefined");
}

export function volumeId(series: OpenSeries): string {
  return `${SCHEME}:${series.name}`;
}

export function openVolume(series: OpenSeries): Promise<Types.IStreamingImageVolume> {
  let volume = opened.get(series.name);
  if (volume === undefined) {
    volume = createVolume(series);
    opened.set(series.name, volume);
  }
  return volume;
}

export function isComplete(series: OpenSeries): boolean {
  return complete.has(volumeId(series));
}

async function createVolume(series: OpenSeries): Promise<Types.IStreamingImageVolume> {
  const imageIds = series.pages.map(({ id }) => id);
  const volume = (await volumeLoader.createAndCacheVolume(volumeId(series), {
    imageIds,
  })) as Types.IStreamingImageVolume;
  volume.load();
  return volume;
}
