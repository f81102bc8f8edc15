import { Button, Group, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFileText } from "@tabler/icons-react";
import { useWords } from "../words/language.ts";
import { PdfPages } from "./pdf-pages.tsx";
import { SavePdf } from "./save-pdf.tsx";

/** Shows a PDF as pages, in the place of everything else on the screen, and saves it; without `.pdf` its path has pages. */
export function ShowPdf(props: { path: string; title: string; name: string }) {
  const { path, title, name } = props;
  const words = useWords();
  const [isOpen, { open, close }] = useDisclosure();
  const save = <SavePdf path={path} name={name} />;
  return (
    <>
      <Group gap="xs">
        <Button
          size="sm"
          variant="default"
          className="chip"
          leftSection={<IconFileText size={16} aria-hidden />}
          onClick={open}
        >
          {words.pdf.show}
        </Button>
        {save}
      </Group>
      <Modal opened={isOpen} onClose={close} title={title} fullScreen closeButtonProps={{ "aria-label": words.close }}>
        <PdfPages path={path.replace(/\.pdf$/, "")} save={save} />
      </Modal>
    </>
  );
}
