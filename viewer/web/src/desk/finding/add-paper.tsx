import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconCamera, IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { post } from "../api.ts";
import { base64 } from "../base64.ts";
import { bytes } from "../formats.ts";
import { sentence } from "../parts/states.tsx";
import { useWords } from "../words/language.ts";
import { PAPER_KINDS, type PaperKind } from "./patient.ts";

// Phones turn their own kind of photograph into a JPEG where nothing else is taken.
const TYPES = "application/pdf,image/jpeg,image/png";

/** An exam that a paper can stand beside. */
export interface ExamChoice {
  id: number;
  label: string;
}

interface AddPaperProps {
  exams: readonly ExamChoice[];
  /** The one that is meant at first. */
  studyId: number;
  close: () => void;
  added: () => unknown;
}

/** Puts a paper beside an exam: a file, or what the phone's camera sees. */
export function AddPaper({ exams, studyId: first, close, added }: AddPaperProps) {
  const words = useWords();
  const [studyId, setStudyId] = useState(first);
  const [kind, setKind] = useState<PaperKind>("referral");
  const [title, setTitle] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const adding = useMutation({
    mutationFn: async (chosen: File) =>
      post(`/studies/${studyId}/papers`, { kind, title, content: await base64(chosen) }),
    onSuccess: async () => {
      await added();
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null) adding.mutate(file);
  };
  const take = (chosen: File) => {
    setFile(chosen);
    if (chosen.type.startsWith("image/") && kind === "referral") setKind("photograph");
  };
  return (
    <Modal
      opened
      onClose={close}
      title={words.finding.addPaper}
      size="lg"
      closeButtonProps={{ "aria-label": words.close }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text c="dimmed">{words.finding.paperLead}</Text>
          <FileChoice file={file} take={take} />
          <div className="form">
            <NativeSelect
              label={words.finding.paperKindLabel}
              value={kind}
              data={PAPER_KINDS.map((value) => ({ value, label: words.finding.paperKind[value] }))}
              onChange={(event) => setKind(event.currentTarget.value as PaperKind)}
            />
            <NativeSelect
              label={words.finding.paperExam}
              value={String(studyId)}
              data={exams.map(({ id, label }) => ({ value: String(id), label }))}
              onChange={(event) => setStudyId(Number(event.currentTarget.value))}
            />
          </div>
          <TextInput
            label={words.finding.paperTitle}
            value={title}
            maxLength={200}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          {adding.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              {sentence(adding.error, words)}
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={adding.isPending} disabled={file === null}>
              {words.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function FileChoice({ file, take }: { file: File | null; take: (file: File) => void }) {
  const words = useWords();
  const camera = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const chosen = (event: FormEvent<HTMLInputElement>) => {
    const first = event.currentTarget.files?.[0];
    if (first !== undefined) take(first);
  };
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconCamera size={18} aria-hidden />}
          onClick={() => camera.current?.click()}
        >
          {words.finding.takePhoto}
        </Button>
        <Button
          variant="default"
          leftSection={<IconFileUpload size={18} aria-hidden />}
          onClick={() => chooser.current?.click()}
        >
          {words.finding.chooseFile}
        </Button>
      </Group>
      <input
        ref={camera}
        type="file"
        accept="image/jpeg,image/png"
        capture="environment"
        hidden
        aria-label={words.finding.takePhoto}
        onChange={chosen}
      />
      <input ref={chooser} type="file" accept={TYPES} hidden aria-label={words.finding.chooseFile} onChange={chosen} />
      <Text c="dimmed" size="sm" aria-live="polite" className="breaks">
        {file === null ? words.finding.fileKinds : words.finding.chosen(file.name, bytes(file.size))}
      </Text>
    </Stack>
  );
}
