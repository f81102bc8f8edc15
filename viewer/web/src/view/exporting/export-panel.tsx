import { Stack } from "@mantine/core";
import { useSession } from "../../desk/session.tsx";
import { useWorkspace } from "../workspace.tsx";
import { CineSection } from "./cine-section.tsx";
import { ObjectsSection } from "./objects-section.tsx";
import { PictureSection } from "./picture-section.tsx";
import { SheetSection } from "./sheet-section.tsx";
import "./exporting.css";

/** Everything that can be taken out of the viewer, each noted by the audit. */
export function ExportPanel() {
  const { engine } = useWorkspace();
  const { may } = useSession();
  return (
    <Stack gap="lg" p="md">
      {engine !== null && <PictureSection engine={engine} />}
      {engine !== null && <SheetSection engine={engine} />}
      {engine !== null && <CineSection engine={engine} />}
      <ObjectsSection mayKeep={may("store")} />
    </Stack>
  );
}
