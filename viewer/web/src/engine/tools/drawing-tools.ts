/**
 * What draws, as tools that a hand can hold. The layer above the picture does the drawing; what Cornerstone holds in
 * the main hand meanwhile does nothing, and the other buttons and fingers go on as always.
 */

import { BaseTool } from "@cornerstonejs/tools";
import { DRAWN } from "../annotations/kinds.ts";
import { offerTool } from "./tool-kinds.ts";

for (const name of DRAWN) {
  class Quiet extends BaseTool {
    static override toolName = `FilmlessDraw:${name}`;
  }
  offerTool({ name, tool: Quiet as never });
}
