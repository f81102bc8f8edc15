import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useWords } from "../words/language.ts";
import { ConfirmByDirectory } from "./confirm-by-directory.tsx";
import { PasswordField } from "./password-field.tsx";
import { sentence } from "./states.tsx";

/** Asks for the password once more before something that only the owner of the account may do. */
export function Prove(props: {
  title: string;
  lead?: string;
  isOpen: boolean;
  close: () => void;
  act: (password: string) => Promise<unknown>;
}) {
  const words = useWords();
  const acting = useMutation({ mutationFn: props.act, onSuccess: props.close });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    acting.mutate(String(new FormData(event.currentTarget).get("proof") ?? ""));
  };
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.close}
      title={props.title}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <form onSubmit={submit}>
        <Stack gap="lg">
          {props.lead !== undefined && <Text>{props.lead}</Text>}
          <PasswordField
            name="proof"
            label={words.proof}
            description={words.proofHint}
            autoComplete="current-password"
            required
            data-autofocus
          />
          <ConfirmByDirectory confirmed={(ticket) => acting.mutate(ticket)} />
          {acting.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              {sentence(acting.error, words)}
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={props.close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={acting.isPending}>
              {words.goOn}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
