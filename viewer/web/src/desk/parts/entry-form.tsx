import { Alert, Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useRef } from "react";
import { useWords } from "../words/language.ts";
import { sentence } from "./states.tsx";

/** A small form above a list: add one, see it appear, add the next. */
export function EntryForm(props: { yes: string; add: (fields: FormData) => Promise<unknown>; children: ReactNode }) {
  const words = useWords();
  const form = useRef<HTMLFormElement>(null);
  const adding = useMutation({ mutationFn: props.add, onSuccess: () => form.current?.reset() });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    adding.mutate(new FormData(event.currentTarget));
  };
  return (
    <form ref={form} onSubmit={submit}>
      <Stack gap="md" p="md">
        <div className="form">{props.children}</div>
        {adding.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(adding.error, words)}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={adding.isPending}>
            {props.yes}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function text(fields: FormData, name: string): string {
  return String(fields.get(name) ?? "").trim();
}
