import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ApiError } from "../desk/api.ts";
import { ConfirmByDirectory } from "../desk/parts/confirm-by-directory.tsx";
import { PasswordField } from "../desk/parts/password-field.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useWords } from "../desk/words/language.ts";

interface FrameProps {
  title: string;
  lead: string;
  yes: string;
  close: () => void;
  act: () => Promise<unknown>;
  isReady: boolean;
  /** Shows what the server holds by now, where that is not what stands on the screen. */
  reload?: () => void;
  children?: ReactNode;
}

// Refusals because the report is not what stands on the screen any more.
const BEHIND = new Set(["report-edited", "report-arrived", "report-held", "report-in-review", "report-closed"]);

/** A dialog with a few fields, which closes when what it is for is done. */
export function FormDialog({ title, lead, yes, close, act, isReady, reload, children }: FrameProps) {
  const words = useWords();
  const acting = useMutation({ mutationFn: act, onSuccess: close });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !acting.isPending) acting.mutate();
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": words.close }}>
      <form onSubmit={submit}>
        <Stack>
          <Text>{lead}</Text>
          {children}
          {acting.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              <Stack gap="sm" align="start">
                <Text>{sentence(acting.error, words)}</Text>
                {reload !== undefined && acting.error instanceof ApiError && BEHIND.has(acting.error.problem) && (
                  <Button
                    variant="default"
                    onClick={() => {
                      close();
                      reload();
                    }}
                  >
                    {words.reporting.showNow}
                  </Button>
                )}
              </Stack>
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={acting.isPending} disabled={!isReady}>
              {yes}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Asks for words: why, or what is to be changed. */
export function NoteDialog(props: {
  title: string;
  lead: string;
  label: string;
  yes: string;
  isOptional?: boolean;
  close: () => void;
  act: (note: string) => Promise<unknown>;
}) {
  const [note, setNote] = useState("");
  return (
    <FormDialog {...props} act={() => props.act(note)} isReady={props.isOptional === true || note.trim() !== ""}>
      <Textarea
        label={props.label}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
        required={props.isOptional !== true}
      />
    </FormDialog>
  );
}

/** Asks who is there once more, before something bears their name. */
export function ProofDialog(props: {
  title: string;
  lead: string;
  yes: string;
  noteLabel?: string;
  warning?: string;
  reload: () => void;
  close: () => void;
  act: (proof: { password: string; note: string }) => Promise<unknown>;
}) {
  const words = useWords().reporting;
  const [password, setPassword] = useState("");
  const [note, setNote] = useState("");
  return (
    <FormDialog {...props} act={() => props.act({ password, note })} isReady={password !== ""}>
      {props.warning !== undefined && (
        <Alert color="yellow" role="note" variant="outline">
          {props.warning}
        </Alert>
      )}
      {props.noteLabel !== undefined && (
        <Textarea
          label={props.noteLabel}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={2}
        />
      )}
      <PasswordField
        label={words.proof}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        data-autofocus
        required
        size="md"
      />
      <ConfirmByDirectory confirmed={setPassword} />
    </FormDialog>
  );
}
