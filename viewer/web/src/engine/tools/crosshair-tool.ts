/** Points at a place in the patient: every other picture goes there. */

import { getEnabledElement } from "@cornerstonejs/core";
import { BaseTool, type Types } from "@cornerstonejs/tools";
import type { Point3 } from "../study.ts";

export class CrosshairTool extends BaseTool {
  static override toolName = "FilmlessCrosshair";
  /** Who is told where is pointed at: the number of the place, and the point. */
  static pointed: (viewportId: string, point: Point3) => void = () => undefined;

  constructor(toolProps = {}, defaultToolProps = { supportedInteractionTypes: ["Mouse", "Touch"], configuration: {} }) {
    super(toolProps, defaultToolProps);
  }

  preMouseDownCallback = (event: Types.EventTypes.InteractionEventType): boolean => this.point(event);
  mouseDragCallback = (event: Types.EventTypes.InteractionEventType): void => void this.point(event);
  touchDragCallback = (event: Types.EventTypes.InteractionEventType): void => void this.point(event);
  preTouchStartCallback = (event: Types.EventTypes.InteractionEventType): boolean => this.point(event);

  private point(event: Types.EventTypes.InteractionEventType): boolean {
    const { element, currentPoints } = event.detail;
    const enabled = getEnabledElement(element);
    if (enabled === undefined) return false;
    CrosshairTool.pointed(enabled.viewportId, [...currentPoints.world] as never);
    return true;
  }
}
