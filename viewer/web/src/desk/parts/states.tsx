import { Alert, Button, Center, Loader, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconLock, IconPlugConnectedX } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api.ts";
import { isOver } from "../poll.ts";
import { said } from "../said.ts";
import { useWords, type Words } from "../words/language.ts";

/** Shows what a question to the server came to: waiting, failed in words that help, or its answer. */
export function Answer<T>({ query, children }: { query: UseQueryResult<T>; children: (answer: T) => ReactNode }) {
  const words = useWords();
  if (query.data !== undefined) {
    return (
      <>
        {/* What was answered before stays: somebody may be writing in it. */}
        {isOver(query.error) && <Failed error={query.error} />}
        {children(query.data)}
      </>
    );
  }
  if (query.error !== null) return <Failed error={query.error} again={() => void query.refetch()} />;
  return (
    <Center py="xl" role="status" aria-label={words.loading}>
      <Loader type="dots" />
    </Center>
  );
}

export function Failed({ error, again }: { error: Error; again?: () => void }) {
  const words = useWords();
  const status = error instanceof ApiError ? error.status : -1;
  const Icon = status === 403 ? IconLock : status === 0 ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <Alert color={status === 403 ? "gray" : "red"} icon={<Icon aria-hidden />} role="alert" variant="outline">
      <Stack align="start" gap="sm">
        <Text>{sentence(error, words)}</Text>
        {again !== undefined && mayHelp(status) && (
          <Button size="sm" variant="default" onClick={again}>
            {words.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Whether the same question may be answered another time: what is refused, missing or over stays so. */
function mayHelp(status: number): boolean {
  return status <= 0 || status === 408 || status === 429 || status >= 500;
}

/** What went wrong in the reader's language; the server's own sentence only where this page does not know its word. */
export function sentence(error: unknown, words: Words): string {
  if (!(error instanceof ApiError)) return words.problem.failed;
  if (error.status === 0) return words.unreachable;
  const text = said(error.problem, error.told, words) ?? (error.message || words.problem.failed);
  return error.status >= 500 ? `${text} ${words.reference(error.correlationId)}` : text;
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" px="md" py="xl" ta="center">
      <Text fw={600}>{title}</Text>
      {typeof children === "string" ? <Text c="dimmed">{children}</Text> : children}
    </Stack>
  );
}
