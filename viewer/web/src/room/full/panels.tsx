/** The tabs beside the images of a room. Another part adds its own by one line here. */

import {
  IconFileText,
  IconInfoCircle,
  IconMessages,
  IconPencil,
  IconUsers,
  IconWritingSign,
} from "@tabler/icons-react";
import type { PanelKind } from "../../view/panels/registry.ts";
import { PeopleMark, UnreadMark } from "./marks.tsx";

export const ROOM_PANELS: readonly PanelKind[] = [
  {
    id: "people",
    title: (words) => words.room.people,
    Icon: IconUsers,
    Mark: PeopleMark,
    bring: () => import("../people/people-panel.tsx").then(({ PeoplePanel }) => ({ default: PeoplePanel })),
  },
  {
    id: "chat",
    title: (words) => words.room.chat,
    Icon: IconMessages,
    Mark: UnreadMark,
    bring: () => import("../chat/chat.tsx").then(({ Chat }) => ({ default: Chat })),
  },
  {
    id: "outcome",
    title: (words) => words.conclusion.title,
    Icon: IconWritingSign,
    bring: () =>
      import("../../consult/outcome/outcome-panel.tsx").then(({ OutcomePanel }) => ({ default: OutcomePanel })),
  },
  {
    id: "records",
    title: (words) => words.room.records.title,
    Icon: IconFileText,
    bring: () => import("../records/records.tsx").then(({ Records }) => ({ default: Records })),
  },
  {
    id: "annotations",
    title: (words) => words.drawn.title,
    Icon: IconPencil,
    bring: () =>
      import("../../view/annotations/panel.tsx").then(({ AnnotationPanel }) => ({ default: AnnotationPanel })),
  },
  {
    id: "info",
    title: (words) => words.viewer.info,
    Icon: IconInfoCircle,
    bring: () => import("../../view/panels/info.tsx").then(({ InfoPanel }) => ({ default: InfoPanel })),
  },
];
