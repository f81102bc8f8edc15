import { Button, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { getFile } from "../api.ts";
import { save } from "../pdf.ts";
import { useWords } from "../words/language.ts";
import { sentence } from "./states.tsx";

/** Fetches a PDF that somebody else wrote and saves it; a refusal is told where one has asked. */
export function SavePdf({ path, name }: { path: string; name: string }) {
  const words = useWords();
  const saving = useMutation({ mutationFn: () => getFile(path), onSuccess: (file) => save(file, name) });
  return (
    <>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {words.openPdf}
      </Button>
      {saving.error !== null && (
        <Text c="var(--mantine-color-error)" role="alert">
          {sentence(saving.error, words)}
        </Text>
      )}
    </>
  );
}
