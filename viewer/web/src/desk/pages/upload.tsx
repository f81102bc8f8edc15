import { Alert, Button, FileInput, Group, Stack, Text } from "@mantine/core";
import { IconInfoCircle, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { postFile } from "../api.ts";
import { keptPaper } from "../paper.ts";
import { Page } from "../parts/page.tsx";
import { PaperChoice } from "../parts/paper-choice.tsx";
import { Rows } from "../parts/rows.tsx";
import { PrintButtons } from "../parts/slip-view.tsx";
import { sentence } from "../parts/states.tsx";
import { said } from "../said.ts";
import type { CsvLine } from "../told/orders.ts";
import { useWords } from "../words/language.ts";

interface Uploaded {
  lines: CsvLine[];
  /** Base64; empty if no line was new. */
  pdf: string;
  file_name: string;
}

/** A morning's appointments at once, and a stack of slips. */
export function UploadPage() {
  const words = useWords();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [paper, setPaper] = useState(keptPaper);
  const uploading = useMutation({
    mutationFn: (chosen: File) => postFile<Uploaded>(`/orders/csv?paper=${paper}`, chosen, "text/csv"),
    onSuccess: () => client.invalidateQueries({ queryKey: ["orders"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null) uploading.mutate(file);
  };
  return (
    <Page title={words.csvTitle} lead={words.csvLead}>
      <Text c="dimmed">{words.csvColumns}</Text>
      <form onSubmit={submit}>
        <Stack gap="lg">
          <div className="form">
            <FileInput
              label={words.chooseFile}
              accept=".csv,.txt,text/csv"
              value={file}
              onChange={setFile}
              placeholder={words.chooseFile}
            />
            <PaperChoice paper={paper} change={setPaper} />
          </div>
          <Group>
            <Button
              type="submit"
              disabled={file === null}
              loading={uploading.isPending}
              leftSection={<IconUpload size={18} aria-hidden />}
            >
              {words.upload}
            </Button>
          </Group>
        </Stack>
      </form>
      {uploading.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(uploading.error, words)}
        </Alert>
      )}
      {uploading.data !== undefined && <Result uploaded={uploading.data} />}
    </Page>
  );
}

function Result({ uploaded }: { uploaded: Uploaded }) {
  const words = useWords();
  const refused = uploaded.lines.filter((line) => line.outcome === "refused").length;
  return (
    <Stack gap="md">
      <Alert color={refused === 0 ? "teal" : "yellow"} role="status" variant="outline">
        {words.csvDone(uploaded.lines.length - refused, refused)}
      </Alert>
      {uploaded.pdf !== "" && (
        <>
          <Alert color="gray" icon={<IconInfoCircle aria-hidden />} variant="outline">
            {words.slipsOnce}
          </Alert>
          <PrintButtons pdf={uploaded.pdf} name={uploaded.file_name} label={words.printSlips} />
        </>
      )}
      <div className="surface">
        <Rows
          entries={uploaded.lines}
          keyOf={(line) => line.line}
          columns={[
            { title: words.line, cell: (line) => line.line, isLabelled: true },
            { title: words.accessionNumber, cell: (line) => line.accession_number },
            { title: words.result, cell: (line) => <Outcome line={line} /> },
            { title: words.factorCode, cell: (line) => line.factor_code, isLabelled: true },
          ]}
        />
      </div>
    </Stack>
  );
}

function Outcome({ line }: { line: CsvLine }) {
  const words = useWords();
  return (
    <>
      {words.outcome[line.outcome]}
      {line.message !== undefined && (
        <Text c="dimmed">{said(line.problem ?? "", line.told ?? {}, words) ?? line.message}</Text>
      )}
    </>
  );
}
