/** Overlay planes of files (PS3.3 C.9.2): bits that lie over the picture, never windowed with it. */

import { frameAddress, type Page } from "./pages.ts";

const KEPT = 64;

export class Overlays {
  private readonly kept = new Map<string, ImageBitmap | null>();
  private readonly came: (page: Page) => void;
  private isShown = true;

  constructor(came: (page: Page) => void) {
    this.came = came;
  }

  /** Whether they are laid over pictures. */
  get areShown(): boolean {
    return this.isShown;
  }

  set areShown(shown: boolean) {
    this.isShown = shown;
  }

  /** What lies over a page; null where there is nothing, or it is not here yet. */
  of(page: Page): ImageBitmap | null {
    if (!page.facts.has_overlay || !this.isShown) return null;
    const known = this.kept.get(page.id);
    if (known !== undefined) return known;
    this.kept.set(page.id, null);
    void this.bring(page);
    return null;
  }

  private async bring(page: Page): Promise<void> {
    try {
      const answer = await fetch(`${frameAddress(page)}/overlay`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      if (answer.status === 204) return;
      this.kept.set(page.id, await createImageBitmap(await answer.blob()));
    } catch {
      // Asked for again when the page is shown again.
      this.kept.delete(page.id);
      return;
    }
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.came(page);
  }
}
