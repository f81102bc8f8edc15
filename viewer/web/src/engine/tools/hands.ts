/** Which hand holds which tool: the main button or one finger as chosen, the others always the same. */

import { Enums } from "@cornerstonejs/tools";
import { kindOfTool, toolGroup } from "./tool-kinds.ts";

const { Primary, Secondary, Auxiliary, Wheel } = Enums.MouseBindings;

/** What the other buttons and more fingers do, whatever tool is chosen. */
const ALWAYS: Readonly<Record<string, readonly object[]>> = {
  scroll: [{ mouseButton: Wheel }, { numTouchPoints: 3 }],
  pan: [{ mouseButton: Auxiliary }, { numTouchPoints: 2 }],
  zoom: [{ mouseButton: Secondary }],
};
const ONE = [{ mouseButton: Primary }, { numTouchPoints: 1 }];

let inHand = "";

export function toolInHand(): string {
  return inHand;
}

/** Takes a tool into the main hand. */
export function takeTool(name: string): void {
  const group = toolGroup();
  const chosen = kindOfTool(name);
  if (chosen === undefined) throw new Error(`There is no tool ${name}.`);
  const former = kindOfTool(inHand);
  if (former !== undefined && former.name !== name)
    group.setToolPassive(former.tool.toolName, { removeAllBindings: true });
  inHand = name;
  for (const [each, bindings] of Object.entries(ALWAYS)) {
    const kind = kindOfTool(each);
    if (kind !== undefined && each !== name) group.setToolActive(kind.tool.toolName, { bindings: [...bindings] });
  }
  group.setToolActive(chosen.tool.toolName, { bindings: [...ONE, ...(ALWAYS[name] ?? [])] });
}
