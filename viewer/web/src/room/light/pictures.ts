/** The server's pictures of pages: the wanted one first, then those around it, as many as a phone keeps. */

import { type Page, pictureAddress } from "../../engine/pages.ts";

const KEPT = 48;
const AROUND = 4;
const AT_ONCE = 3;

export type Window = { readonly center: number; readonly width: number } | null;

interface Wanted {
  readonly page: Page;
  readonly address: string;
}

export class Pictures {
  private readonly changed: () => void;
  /** By address; null: it could not be had. */
  private readonly kept = new Map<string, HTMLImageElement | null>();
  private readonly coming = new Set<string>();
  private wanted: readonly Wanted[] = [];

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Says what is on the screen; `side`: how many pixels of it are seen. */
  want(pages: readonly Page[], at: number, side: number, window: Window): void {
    const numbers = [at];
    for (let away = 1; away <= AROUND; away++) numbers.push(at + away, at - away);
    this.wanted = numbers.flatMap((number) => {
      const page = pages[number];
      return page === undefined ? [] : [{ page, address: addressOf(page, side, window) }];
    });
    this.next();
  }

  /** The picture of the page that is wanted; undefined while it is on its way. */
  get first(): HTMLImageElement | null | undefined {
    const [first] = this.wanted;
    return first === undefined ? undefined : this.kept.get(first.address);
  }

  /** What the wanted picture is called. */
  get name(): string {
    return this.wanted[0]?.address ?? "";
  }

  again(): void {
    for (const [address, picture] of this.kept) if (picture === null) this.kept.delete(address);
    this.next();
  }

  private next(): void {
    for (const { address } of this.wanted) {
      if (this.coming.size >= AT_ONCE) return;
      if (!this.kept.has(address) && !this.coming.has(address)) void this.bring(address);
    }
  }

  private async bring(address: string): Promise<void> {
    this.coming.add(address);
    const image = new Image();
    image.src = address;
    const came = await image.decode().then(
      () => image,
      () => null,
    );
    this.coming.delete(address);
    this.keep(address, came);
    if (address === this.wanted[0]?.address) this.changed();
    this.next();
  }

  private keep(address: string, picture: HTMLImageElement | null): void {
    this.kept.set(address, picture);
    const isWanted = new Set(this.wanted.map((each) => each.address));
    for (const known of this.kept.keys()) {
      if (this.kept.size <= KEPT) return;
      if (!isWanted.has(known)) this.kept.delete(known);
    }
  }
}

/** A few sizes, so that what is fetched once serves for every zoom near it. */
function addressOf(page: Page, side: number, window: Window): string {
  const whole = Math.max(page.facts.rows, page.facts.columns);
  const size = [512, 1024, 2048].find((each) => each >= side) ?? 2048;
  return pictureAddress(page, size >= whole ? undefined : size, window ?? undefined);
}
