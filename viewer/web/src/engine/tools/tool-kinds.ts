/** Which tools a finger or a mouse button can hold. Others add theirs by `offerTool`, before the engine starts. */

import {
  addTool,
  PanTool,
  StackScrollTool,
  ToolGroupManager,
  type Types,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";
import { CrosshairTool } from "./crosshair-tool.ts";

type ToolClass = Parameters<typeof addTool>[0] & { toolName: string };

export interface ToolKind {
  /** The name that buttons and keys know. */
  readonly name: string;
  readonly tool: ToolClass;
  readonly configuration?: Record<string, unknown>;
  /** Tools that draw stay visible when another is in hand. */
  readonly isDrawing?: boolean;
}

export const GROUP = "filmless";
const kinds = new Map<string, ToolKind>();

export function offerTool(kind: ToolKind): void {
  kinds.set(kind.name, kind);
}

offerTool({ name: "scroll", tool: StackScrollTool, configuration: { debounceIfNotLoaded: false } });
offerTool({ name: "window", tool: WindowLevelTool });
offerTool({ name: "pan", tool: PanTool });
offerTool({ name: "zoom", tool: ZoomTool });
offerTool({ name: "crosshair", tool: CrosshairTool as unknown as ToolClass });

export function toolNames(): string[] {
  return [...kinds.keys()];
}

export function kindOfTool(name: string): ToolKind | undefined {
  return kinds.get(name);
}

/** Makes the group of tools in which every viewport stands. */
export function toolGroup(): Types.IToolGroup {
  const existing = ToolGroupManager.getToolGroup(GROUP);
  if (existing !== undefined) return existing;
  const group = ToolGroupManager.createToolGroup(GROUP);
  if (group === undefined) throw new Error("There is no group of tools.");
  for (const { tool, configuration, isDrawing } of kinds.values()) {
    addTool(tool);
    group.addTool(tool.toolName, configuration);
    if (isDrawing) group.setToolPassive(tool.toolName);
  }
  return group;
}
