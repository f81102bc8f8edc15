import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconFileText } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { getFile, post } from "../api.ts";
import { bytes, moment } from "../formats.ts";
import { Ask } from "../parts/dialog.tsx";
import { PdfPages } from "../parts/pdf-pages.tsx";
import { sentence } from "../parts/states.tsx";
import { save } from "../pdf.ts";
import { useSession } from "../session.tsx";
import { useSpoken, useWords } from "../words/language.ts";
import type { Paper } from "./patient.ts";

const SUFFIX = { "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png" } as const;

/** A paper or photograph beside an exam; one that was withdrawn says so, and nothing else. */
export function PaperEntry({ paper, renew }: { paper: Paper; renew: () => unknown }) {
  const { words, language } = useSpoken();
  const { may } = useSession();
  const [isShown, shown] = useDisclosure();
  const [isAsked, asked] = useDisclosure();
  const kind = words.finding.paperKind[paper.kind];
  const title = paper.title || kind;
  const said = [
    paper.title === "" ? "" : kind,
    paper.author,
    moment(paper.added_at, language),
    bytes(paper.size_bytes),
  ];
  const isWithdrawn = paper.withdrawn_at !== null;
  return (
    <div className="version paper" data-paper={paper.id}>
      {paper.has_picture ? (
        <button
          type="button"
          className="thumbnail small"
          aria-label={words.finding.showPaper(title)}
          onClick={shown.open}
        >
          <img src={`/desk/api/papers/${paper.id}/picture`} alt="" loading="lazy" />
        </button>
      ) : (
        <span className="thumbnail small">
          <IconFileText size={24} aria-hidden />
        </span>
      )}
      <Stack gap={4} miw={0}>
        <Text className="breaks" td={isWithdrawn ? "line-through" : undefined}>
          {title}
        </Text>
        <Text c="dimmed" size="sm" className="breaks">
          {isWithdrawn
            ? words.finding.withdrawnBy(paper.withdrawn_by, paper.withdrawn_because)
            : said.filter((part) => part !== "").join(" · ")}
        </Text>
        {!isWithdrawn && (
          <Group gap="xs">
            {paper.media_type === "application/pdf" && (
              <Button
                size="sm"
                variant="default"
                className="chip"
                leftSection={<IconFileText size={16} aria-hidden />}
                onClick={shown.open}
              >
                {words.pdf.show}
              </Button>
            )}
            <SavePaper paper={paper} />
            {paper.may_withdraw && may("keep-papers") && (
              <Button
                size="sm"
                variant="subtle"
                color="gray"
                className="chip"
                c="var(--mantine-color-text)"
                onClick={asked.open}
              >
                {words.finding.withdraw}
              </Button>
            )}
          </Group>
        )}
      </Stack>
      <Modal
        opened={isShown}
        onClose={shown.close}
        title={title}
        size="xl"
        fullScreen={!paper.has_picture}
        closeButtonProps={{ "aria-label": words.close }}
      >
        {paper.has_picture ? (
          <img src={`/desk/api/papers/${paper.id}/picture`} alt={title} style={{ maxWidth: "100%" }} />
        ) : (
          <PdfPages path={`/papers/${paper.id}`} save={<SavePaper paper={paper} />} />
        )}
      </Modal>
      {isAsked && <Withdraw paper={paper} close={asked.close} renew={renew} />}
    </div>
  );
}

function SavePaper({ paper }: { paper: Paper }) {
  const words = useWords();
  const saving = useMutation({
    mutationFn: () => getFile(`/papers/${paper.id}/file`),
    onSuccess: (file) => save(file, `paper-${paper.id}.${SUFFIX[paper.media_type]}`),
  });
  return (
    <>
      <Button
        size="sm"
        variant="default"
        className="chip"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {words.finding.savePaper}
      </Button>
      {saving.error !== null && (
        <Text c="var(--mantine-color-error)" role="alert">
          {sentence(saving.error, words)}
        </Text>
      )}
    </>
  );
}

function Withdraw({ paper, close, renew }: { paper: Paper; close: () => void; renew: () => unknown }) {
  const words = useWords();
  const [reason, setReason] = useState("");
  const act = async () => {
    await post(`/papers/${paper.id}/withdraw`, { reason });
    await renew();
  };
  return (
    <Ask
      isOpen
      close={close}
      title={words.finding.withdrawTitle}
      lead={words.finding.withdrawLead}
      yes={words.finding.withdraw}
      act={act}
    >
      <TextInput
        label={words.finding.withdrawReason}
        value={reason}
        maxLength={500}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Ask>
  );
}
