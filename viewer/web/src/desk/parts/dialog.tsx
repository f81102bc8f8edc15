import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../words/language.ts";
import { EntryForm } from "./entry-form.tsx";
import { sentence } from "./states.tsx";

/** Asks before something that can't be undone; the answer that changes nothing has the focus. */
export function Ask(props: {
  title: string;
  lead: string;
  yes: string;
  no?: string;
  isOpen: boolean;
  close: () => void;
  act: () => Promise<unknown>;
  children?: ReactNode;
}) {
  const words = useWords();
  const acting = useMutation({ mutationFn: props.act, onSuccess: props.close });
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.close}
      title={props.title}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <Stack gap="lg">
        <Text>{props.lead}</Text>
        {props.children}
        {acting.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(acting.error, words)}
          </Alert>
        )}
        <Group justify="end">
          <Button variant="default" onClick={props.close} data-autofocus>
            {props.no ?? words.cancel}
          </Button>
          <Button color="red.9" loading={acting.isPending} onClick={() => acting.mutate()}>
            {props.yes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** A form in a window of its own: what is saved closes it. */
export function FormDialog(props: {
  title: string;
  lead?: string;
  yes: string;
  close: () => void;
  save: (fields: FormData) => Promise<unknown>;
  children: ReactNode;
}) {
  const words = useWords();
  const save = async (fields: FormData) => {
    await props.save(fields);
    props.close();
  };
  return (
    <Modal opened onClose={props.close} title={props.title} closeButtonProps={{ "aria-label": words.close }}>
      {props.lead !== undefined && (
        <Text c="dimmed" px="md">
          {props.lead}
        </Text>
      )}
      <EntryForm yes={props.yes} add={save}>
        {props.children}
      </EntryForm>
    </Modal>
  );
}
