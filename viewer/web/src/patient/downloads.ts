import { type Ended, type Progress, save, type Download, startDownload } from "./download.ts";

/** What is known of a file that is being taken along, or was. */
export type DownloadState =
  | { readonly kind: "underway"; readonly progress: Progress | null }
  | { readonly kind: "saved" }
  | { readonly kind: "ended"; readonly status: number };

/** The files that are being taken along, whichever screen is shown; they end with the link, or when somebody says so. */
export class Downloads {
  private readonly underway = new Map<string, Download>();
  private readonly states = new Map<string, DownloadState>();
  /** The screen that shows a file, if one does. */
  private readonly watched = new Map<string, () => void>();

  state(name: string): DownloadState | undefined {
    return this.states.get(name);
  }

  /** Only the latest screen of a file is told. */
  watch(name: string, changed: () => void): void {
    this.watched.set(name, changed);
    changed();
  }

  begin(root: string, name: string): void {
    const download = startDownload(`${root}/${name}`, (progress) => this.put(name, { kind: "underway", progress }));
    this.underway.set(name, download);
    this.put(name, { kind: "underway", progress: null });
    void download.finished.then((ended) => {
      if (this.underway.get(name) === download) this.take(name, ended);
    });
  }

  stop(name: string): void {
    const download = this.underway.get(name);
    this.underway.delete(name);
    download?.stop();
    this.put(name);
  }

  stopAll(): void {
    this.underway.forEach((_, name) => this.stop(name));
    this.states.clear();
  }

  private take(name: string, ended: Ended): void {
    this.underway.delete(name);
    if (ended.kind === "whole") {
      save(ended.blob, name);
      this.put(name, { kind: "saved" });
    } else if (ended.kind === "refused") this.put(name, { kind: "ended", status: ended.status });
  }

  private put(name: string, state?: DownloadState): void {
    if (state === undefined) this.states.delete(name);
    else if (state.kind !== "underway" || this.underway.has(name)) this.states.set(name, state);
    this.watched.get(name)?.();
  }
}
