import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useWords } from "../words/language.ts";

/** Something secret that is shown a single time. */
export function Once({ lead, secret }: { lead: string; secret: string }) {
  const words = useWords();
  return (
    <Alert color="teal" icon={<IconKey aria-hidden />} role="status" variant="outline" title={lead}>
      <Group gap="sm">
        <Code fz="md" className="breaks" data-testid="secret">
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              size="sm"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              <Text span aria-live="polite">
                {copied ? words.copied : words.copy}
              </Text>
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
