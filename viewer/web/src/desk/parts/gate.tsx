import { Button, Center, Group, Paper, Stack, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useSpoken } from "../words/language.ts";

/** What stands before the desk: a small sheet in the middle, in the language that its reader takes. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  const { words, language, change } = useSpoken();
  useEffect(() => {
    document.title = `${title} · Filmless`;
  }, [title]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="lg" w="min(100%, 26rem)">
        <Stack>
          <Group justify="space-between" wrap="nowrap">
            <Title order={1} size="h2">
              {words.mark}
            </Title>
            <Button
              variant="subtle"
              color="gray"
              px="sm"
              c="var(--mantine-color-text)"
              lang={language === "zh" ? "en" : "zh-CN"}
              onClick={() => change(language === "zh" ? "en" : "zh")}
            >
              {words.otherLanguage}
            </Button>
          </Group>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
