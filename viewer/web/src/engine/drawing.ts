/** What this browser draws with. */

import { getRenderingCapabilities } from "@cornerstonejs/core";

export type Drawing = "gpu" | "software" | "none";

interface Capabilities {
  readonly webgl: boolean;
  readonly softwareRasterizer: boolean;
}

let known: Drawing | null = null;

/** With a graphics card, with WebGL that the processor works out, or without WebGL. */
export function drawing(): Drawing {
  if (known === null) {
    const { webgl, softwareRasterizer } = getRenderingCapabilities() as Capabilities;
    known = !webgl ? "none" : softwareRasterizer ? "software" : "gpu";
  }
  return known;
}
