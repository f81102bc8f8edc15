import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFileText } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { get } from "../api.ts";
import { useWords } from "../words/language.ts";
import { Answer } from "./states.tsx";

/** Shows what a structured report says; nothing in it is markup. */
export function ReadText({ path, title }: { path: string; title: string }) {
  const words = useWords();
  const [isReading, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="sm" variant="default" leftSection={<IconFileText size={16} aria-hidden />} onClick={open}>
        {words.readText}
      </Button>
      <Modal
        opened={isReading}
        onClose={close}
        title={title}
        size="lg"
        closeButtonProps={{ "aria-label": words.close }}
      >
        <Said path={path} />
      </Modal>
    </>
  );
}

function Said({ path }: { path: string }) {
  const query = useQuery({ queryKey: ["text", path], queryFn: () => get<{ text: string }>(path) });
  return <Answer query={query}>{({ text }) => <Text className="pre">{text}</Text>}</Answer>;
}
