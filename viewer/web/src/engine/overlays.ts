/**
 * What lies over the picture and is never windowed with it: overlay planes of files (PS3.3 C.9.2), which can be taken
 * away, and the pixels that a supplemental palette colours (C.7.6.19), which belong to the picture.
 */

import { frameAddress, type Page } from "./pages.ts";

type Kind = "overlay" | "colors";

const KEPT = 64;

export class Overlays {
  private readonly kept = new Map<string, ImageBitmap | null>();
  private readonly came: (page: Page) => void;
  private isShown = true;

  constructor(came: (page: Page) => void) {
    this.came = came;
  }

  /** Whether overlay planes are laid over pictures. */
  get areShown(): boolean {
    return this.isShown;
  }

  set areShown(shown: boolean) {
    this.isShown = shown;
  }

  /** What lies over a page, the lowest first, as far as it is here. */
  of(page: Page): { readonly layers: readonly ImageBitmap[]; readonly name: string } {
    const { has_colors, has_overlay } = page.facts;
    const colors = has_colors ? this.layer(page, "colors") : null;
    const overlay = has_overlay && this.isShown ? this.layer(page, "overlay") : null;
    const layers = [colors, overlay].filter((each) => each !== null);
    return { layers, name: `${colors !== null} ${overlay !== null}` };
  }

  private layer(page: Page, kind: Kind): ImageBitmap | null {
    const name = `${page.id} ${kind}`;
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    this.kept.set(name, null);
    void this.bring(page, kind, name);
    return null;
  }

  private async bring(page: Page, kind: Kind, name: string): Promise<void> {
    try {
      const answer = await fetch(`${frameAddress(page)}/${kind}`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      if (answer.status === 204) return;
      this.kept.set(name, await createImageBitmap(await answer.blob()));
    } catch {
      // Asked for again when the page is shown again.
      this.kept.delete(name);
      return;
    }
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.came(page);
  }
}
