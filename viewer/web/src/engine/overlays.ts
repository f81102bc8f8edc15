/**
 * What lies over the picture and is never windowed with it: overlay planes of files (PS3.3 C.9.2), which can be taken
 * away, and the pixels that a supplemental palette colours (C.7.6.19), which belong to the picture.
 */

import { FrameError } from "./frames.ts";
import { type Failure, failureOf } from "./failure.ts";
import { frameAddress, type Page } from "./pages.ts";

type Kind = "overlay" | "colors";

const KEPT = 64;

export class Overlays {
  /** null: there is nothing. */
  private readonly kept = new Map<string, ImageBitmap | null>();
  private readonly coming = new Set<string>();
  /** Not asked for again until somebody wants it: pictures are drawn anew at every movement. */
  private readonly failed = new Map<string, Failure>();
  private readonly settled: (page: Page) => void;
  private isShown = true;

  /** `settled`: something of a page has come, or will not. */
  constructor(settled: (page: Page) => void) {
    this.settled = settled;
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
    const found = this.wanted(page).map((kind) => this.layer(page, kind));
    return { layers: found.filter((each) => each !== null), name: found.map((each) => each !== null).join(" ") };
  }

  /** Whether something of a page is on its way. */
  isComing(page: Page): boolean {
    return this.wanted(page).some((kind) => this.coming.has(nameOf(page, kind)));
  }

  /** Why something that lies over a page is not here; null while nothing has failed. */
  failureOf(page: Page): Failure | null {
    const failures = this.wanted(page).map((kind) => this.failed.get(nameOf(page, kind)));
    return failures.find((each) => each !== undefined) ?? null;
  }

  /** Has everything that failed asked for once more when it is drawn. */
  again(): void {
    this.failed.clear();
  }

  private wanted({ facts: { has_colors, has_overlay } }: Page): Kind[] {
    return [...(has_colors ? ["colors" as const] : []), ...(has_overlay && this.isShown ? ["overlay" as const] : [])];
  }

  private layer(page: Page, kind: Kind): ImageBitmap | null {
    const name = nameOf(page, kind);
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    if (!this.coming.has(name) && !this.failed.has(name)) void this.bring(page, kind, name);
    return null;
  }

  private async bring(page: Page, kind: Kind, name: string): Promise<void> {
    this.coming.add(name);
    try {
      this.keep(name, await fetched(page, kind));
    } catch (error) {
      // A picture is whole without an overlay that the server doesn't have; without its colours it is another.
      if (kind === "overlay" && isNone(error)) this.keep(name, null);
      else this.failed.set(name, failureOf(error));
    }
    this.coming.delete(name);
    this.settled(page);
  }

  private keep(name: string, layer: ImageBitmap | null): void {
    this.kept.set(name, layer);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

async function fetched(page: Page, kind: Kind): Promise<ImageBitmap | null> {
  const answer = await fetch(`${frameAddress(page)}/${kind}`, { credentials: "same-origin" });
  if (!answer.ok) throw new FrameError(answer.status, await answer.text());
  return answer.status === 204 ? null : createImageBitmap(await answer.blob());
}

/** The server has said for good that there is none; whoever is signed out asks again. */
function isNone(error: unknown): boolean {
  return error instanceof FrameError && error.status >= 400 && error.status < 500 && error.status !== 401;
}

function nameOf(page: Page, kind: Kind): string {
  return `${page.id} ${kind}`;
}
