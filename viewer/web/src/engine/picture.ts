/** A windowed picture in its own size, painted anew only when something of it has changed. */

export class Picture {
  readonly canvas = document.createElement("canvas");
  private image: ImageData | null = null;
  /** What it holds; empty while it holds nothing. */
  name = "";

  /** Has pixels painted, each as red, green, blue and opacity in memory, unless they are there already. */
  paint(name: string, columns: number, rows: number, onto: (pixels: Uint32Array) => void): void {
    if (name === this.name) return;
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
      this.image = null;
    }
    this.image ??= context.createImageData(columns, rows);
    onto(new Uint32Array(this.image.data.buffer));
    context.putImageData(this.image, 0, 0);
    this.name = name;
  }
}
