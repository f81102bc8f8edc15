/** The tabs beside the images. A part of the viewer adds its own by one line here. */

import { IconFileExport, IconInfoCircle, IconPencil, IconReportMedical } from "@tabler/icons-react";
import { type ComponentType, lazy } from "react";
import type { Action } from "../../desk/types.ts";
import type { Words } from "../../desk/words/language.ts";

export interface PanelKind {
  readonly id: string;
  readonly title: (words: Words) => string;
  readonly Icon: ComponentType<{ size?: number; "aria-hidden"?: boolean }>;
  /** Shown only to who may do this. */
  readonly action?: Action;
  /** Stands in the side panel, and comes when it is opened; it asks `useWorkspace` for the study and the engine. */
  readonly Panel: ComponentType;
}

const InfoPanel = lazy(() => import("./info.tsx").then(({ InfoPanel: component }) => ({ default: component })));
const AnnotationPanel = lazy(() =>
  import("../annotations/panel.tsx").then(({ AnnotationPanel: component }) => ({ default: component })),
);
const ReportBeside = lazy(() => import("./report.tsx").then(({ ReportBeside: component }) => ({ default: component })));
const ExportPanel = lazy(() =>
  import("../exporting/export-panel.tsx").then(({ ExportPanel: component }) => ({ default: component })),
);

export const PANELS: readonly PanelKind[] = [
  { id: "info", title: (words) => words.viewer.info, Icon: IconInfoCircle, Panel: InfoPanel },
  {
    id: "annotations",
    title: (words) => words.drawn.title,
    Icon: IconPencil,
    Panel: AnnotationPanel,
  },
  {
    id: "report",
    title: (words) => words.reporting.title,
    Icon: IconReportMedical,
    action: "see-reports",
    Panel: ReportBeside,
  },
  {
    id: "export",
    title: (words) => words.exporting.title,
    Icon: IconFileExport,
    action: "download",
    Panel: ExportPanel,
  },
];
