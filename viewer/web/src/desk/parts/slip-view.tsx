import { Alert, Anchor, Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { IconDownload, IconInfoCircle, IconPrinter } from "@tabler/icons-react";
import { useEffect, useMemo } from "react";
import { moment } from "../formats.ts";
import { pdfOf } from "../pdf.ts";
import type { Slip } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";

/** The slip at the only moment it can be shown: code on the screen, PDF for the printer. */
export function SlipDialog({ slip, close }: { slip: Slip; close: () => void }) {
  const { words, language } = useSpoken();
  return (
    <Modal opened onClose={close} title={words.slipTitle} size="lg" closeButtonProps={{ "aria-label": words.close }}>
      <Stack gap="md">
        <Group align="start" gap="lg">
          <img className="qr" src={`data:image/svg+xml,${encodeURIComponent(slip.qr)}`} alt={words.qrOf} />
          <Stack gap="sm" flex="1 1 14rem">
            <Text>{words.slipLead}</Text>
            <Text>{words.asksFor[slip.factor]}</Text>
            {slip.factor_code !== null && (
              <Text>
                {words.factorCode} <Code fz="lg">{slip.factor_code}</Code>
              </Text>
            )}
            <div>
              <Text c="dimmed" size="sm">
                {words.typedCode}
              </Text>
              <Code fz="md" data-testid="short-code">
                {slip.code}
              </Code>
            </div>
            <Text c="dimmed" size="sm">
              {words.validUntil(moment(slip.expires_at, language))}
            </Text>
          </Stack>
        </Group>
        <Alert color="gray" icon={<IconInfoCircle aria-hidden />} variant="outline">
          {words.slipOnce}
        </Alert>
        <PrintButtons pdf={slip.pdf} name={slip.file_name} label={words.print} />
      </Stack>
    </Modal>
  );
}

export function PrintButtons({ pdf, name, label }: { pdf: string; name: string; label: string }) {
  const { words } = useSpoken();
  const url = useMemo(() => URL.createObjectURL(pdfOf(pdf)), [pdf]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <Group gap="md">
      <Button
        leftSection={<IconPrinter size={18} aria-hidden />}
        onClick={() => window.open(url, "_blank")}
        data-autofocus
      >
        {label}
      </Button>
      <Anchor href={url} download={name}>
        <Group gap={4}>
          <IconDownload size={18} aria-hidden />
          {words.savePdf}
        </Group>
      </Anchor>
    </Group>
  );
}
