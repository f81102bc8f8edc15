/** The tabs beside the images. A part of the viewer adds its own by one line here. */

import { IconFileExport, IconInfoCircle, IconPencil, IconReportMedical } from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Action } from "../../desk/told/session.ts";
import type { Words } from "../../desk/words/language.ts";
import type { Bring } from "./arriving.tsx";

export interface PanelKind {
  readonly id: string;
  readonly title: (words: Words) => string;
  readonly Icon: ComponentType<{ size?: number; "aria-hidden"?: boolean }>;
  /** Stands upon its tab: how many wait there to be read. */
  readonly Mark?: ComponentType;
  /** Shown only to who may do this. */
  readonly action?: Action;
  /** Stands in the side panel, and comes when it is opened; it asks `useWorkspace` for the study and the engine. */
  readonly bring: Bring;
}

const info: Bring = () => import("./info.tsx").then(({ InfoPanel }) => ({ default: InfoPanel }));
const annotations: Bring = () =>
  import("../annotations/panel.tsx").then(({ AnnotationPanel }) => ({ default: AnnotationPanel }));
const report: Bring = () => import("./report.tsx").then(({ ReportBeside }) => ({ default: ReportBeside }));
const exporting: Bring = () =>
  import("../exporting/export-panel.tsx").then(({ ExportPanel }) => ({ default: ExportPanel }));

export const PANELS: readonly PanelKind[] = [
  { id: "info", title: (words) => words.viewer.info, Icon: IconInfoCircle, bring: info },
  {
    id: "annotations",
    title: (words) => words.drawn.title,
    Icon: IconPencil,
    bring: annotations,
  },
  {
    id: "report",
    title: (words) => words.reporting.title,
    Icon: IconReportMedical,
    action: "see-reports",
    bring: report,
  },
  {
    id: "export",
    title: (words) => words.exporting.title,
    Icon: IconFileExport,
    action: "download",
    bring: exporting,
  },
];
