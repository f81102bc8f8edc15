import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

/** A page's frame: what it is, what it is for, what can be done. */
export function Page(props: { title: string; lead?: string; actions?: ReactNode; children: ReactNode }) {
  const { title, lead, actions, children } = props;
  useEffect(() => {
    document.title = `${title} · Filmless`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="start" gap="sm">
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead !== undefined && <Text c="dimmed">{lead}</Text>}
        </div>
        {actions !== undefined && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function Section(props: { title: string; lead?: string; actions?: ReactNode; children: ReactNode }) {
  const { title, lead, actions, children } = props;
  return (
    <Stack component="section" gap="sm">
      <Group justify="space-between" align="end" gap="sm">
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          {lead !== undefined && <Text c="dimmed">{lead}</Text>}
        </div>
        {actions !== undefined && <Group gap="sm">{actions}</Group>}
      </Group>
      <div className="surface">{children}</div>
    </Stack>
  );
}
