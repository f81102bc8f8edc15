/** The series that were opened, by their names, and the pages of each by the frames that they show. */

import { type OpenSeries, openSeries, type Page, SCHEME, type SeriesName, seriesName } from "./pages.ts";
import type { Study } from "./study.ts";

export interface OpenPage {
  readonly page: Page;
  readonly of: OpenSeries;
}

export class Opened {
  private readonly all = new Map<SeriesName, OpenSeries>();
  private readonly pages = new Map<string, OpenPage>();

  /** Series that are open already stay what they are: they may stand on the screen. */
  add(study: Study): void {
    for (const series of study.series) {
      if (this.all.has(seriesName(study, series))) continue;
      const opened = openSeries(study, series);
      this.all.set(opened.name, opened);
      for (const page of opened.pages) this.pages.set(page.id, { page, of: opened });
    }
  }

  readonly series = (name: SeriesName): OpenSeries | undefined => this.all.get(name);

  page(instance: number, frame: number): OpenPage | undefined {
    return this.pages.get(`${SCHEME}:${instance}/${frame}`);
  }
}
