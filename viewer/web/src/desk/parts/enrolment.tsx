import { Alert, Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { EnrolmentInfo } from "../told/session.ts";
import { useWords } from "../words/language.ts";
import { text } from "./entry-form.tsx";
import { sentence } from "./states.tsx";

/** The code to scan, and the first code to type. */
export function Enrolment(props: { given: EnrolmentInfo; confirm: (code: string) => Promise<unknown> }) {
  const words = useWords();
  return (
    <Stack>
      <Text>{words.enrolLead}</Text>
      <img className="qr" src={`data:image/svg+xml,${encodeURIComponent(props.given.qr)}`} alt={words.enrolQr} />
      <Button component="a" href={props.given.address} variant="default" hiddenFrom="sm">
        {words.looks.enrolHere}
      </Button>
      <Text size="sm">{words.enrolSecret}</Text>
      <Code className="breaks" data-testid="totp-secret">
        {props.given.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
      </Code>
      <CodeForm send={props.confirm} />
    </Stack>
  );
}

/** One field for a code; what was wrong about it stands below. */
export function CodeForm(props: { send: (code: string) => Promise<unknown>; hint?: string; back?: () => void }) {
  const words = useWords();
  const sending = useMutation({ mutationFn: props.send });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    sending.mutate(text(new FormData(event.currentTarget), "code"));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          name="code"
          label={words.code}
          description={props.hint}
          autoComplete="one-time-code"
          inputMode={props.hint === undefined ? "numeric" : "text"}
          autoCapitalize="none"
          autoFocus
          required
          maxLength={40}
        />
        {sending.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(sending.error, words)}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={sending.isPending}>
            {words.goOn}
          </Button>
          {props.back !== undefined && (
            <Button variant="default" onClick={props.back}>
              {words.back}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** Codes that are shown a single time. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const words = useWords();
  return (
    <Stack role="status">
      <Text fw={600}>{words.recoveryTitle}</Text>
      <Text>{words.recoveryLead}</Text>
      <Code block className="breaks" data-testid="recovery-codes">
        {codes.join("\n")}
      </Code>
      <Group>
        <Button onClick={done}>{words.recoveryDone}</Button>
        <Button variant="default" onClick={() => window.print()}>
          {words.print}
        </Button>
      </Group>
    </Stack>
  );
}
