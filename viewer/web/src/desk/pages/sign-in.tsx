import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect } from "react";
import { sentence } from "../parts/states.tsx";
import { useSignIn } from "../session.tsx";
import { useSpoken } from "../words/language.ts";

export function SignIn() {
  const { words, language, change } = useSpoken();
  const signIn = useSignIn();
  const trying = useMutation({ mutationFn: (form: FormData) => signIn(field(form, "login"), field(form, "password")) });
  useEffect(() => {
    document.title = `${words.signIn} · Filmless`;
  }, [words]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    trying.mutate(new FormData(event.currentTarget));
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper component="form" withBorder p="lg" w="min(100%, 24rem)" onSubmit={submit}>
        <Stack>
          <Group justify="space-between">
            <Title order={1} size="h2">
              {words.mark}
            </Title>
            <Button
              variant="subtle"
              color="gray"
              c="var(--mantine-color-text)"
              lang={language === "zh" ? "en" : "zh-CN"}
              onClick={() => change(language === "zh" ? "en" : "zh")}
            >
              {words.otherLanguage}
            </Button>
          </Group>
          <Text c="dimmed">{words.signInLead}</Text>
          <TextInput
            name="login"
            label={words.login}
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            required
          />
          <PasswordInput
            name="password"
            label={words.password}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ "aria-hidden": true }}
          />
          {trying.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              {sentence(trying.error, words)}
            </Alert>
          )}
          <Button type="submit" loading={trying.isPending}>
            {words.signIn}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}

function field(form: FormData, name: string): string {
  return String(form.get(name) ?? "");
}
