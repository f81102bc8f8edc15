import { Alert, Button, Group, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { post } from "../api.ts";
import { withOffset } from "../formats.ts";
import { keptPaper } from "../paper.ts";
import { Page } from "../parts/page.tsx";
import { PaperChoice } from "../parts/paper-choice.tsx";
import { SlipDialog } from "../parts/slip-view.tsx";
import { sentence } from "../parts/states.tsx";
import type { Slip, WholeOrder } from "../types.ts";
import { useWords } from "../words/language.ts";

interface Taken {
  order: WholeOrder;
  received: "created" | "unchanged" | "updated";
  slip: Slip | null;
}

const SEXES = ["", "F", "M", "O"] as const;
const MODALITIES = ["", "CR", "CT", "DX", "ECG", "ES", "MG", "MR", "NM", "PT", "RF", "US", "XA"];

/** An order by hand: name, number, exam; the slip comes out at once. */
export function NewOrderPage() {
  const words = useWords();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [paper, setPaper] = useState(keptPaper);
  const form = useRef<HTMLFormElement>(null);
  const taking = useMutation({
    mutationFn: (fields: FormData) => post<Taken>("/orders", { ...written(fields), paper }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["orders"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    taking.mutate(new FormData(event.currentTarget));
  };
  const taken = taking.data;
  return (
    <Page title={words.newOrder}>
      <form ref={form} onSubmit={submit}>
        <Stack gap="lg">
          <div className="form">
            <TextInput name="accession_number" label={words.accessionNumber} required maxLength={64} autoFocus />
            <TextInput name="patient_id" label={words.patientId} required maxLength={64} />
            <TextInput
              name="patient_name"
              label={words.patientName}
              description={words.patientNameHint}
              inputWrapperOrder={["label", "input", "description"]}
              required
              maxLength={200}
            />
            <TextInput name="patient_birth_date" label={words.birthDate} type="date" required />
            <NativeSelect
              name="patient_sex"
              label={words.sex}
              data={SEXES.map((sex) => ({ value: sex, label: words.sexes[sex] }))}
            />
            <TextInput
              name="phone"
              label={words.phone}
              description={words.phoneHint}
              inputWrapperOrder={["label", "input", "description"]}
              type="tel"
              autoComplete="off"
              maxLength={40}
            />
            <TextInput
              name="id_number"
              label={words.idNumber}
              description={words.idNumberHint}
              inputWrapperOrder={["label", "input", "description"]}
              autoComplete="off"
              maxLength={40}
            />
            <TextInput name="procedure_description" label={words.procedure} required maxLength={200} />
            <NativeSelect
              name="modality"
              label={words.modality}
              data={MODALITIES.map((code) => ({ value: code, label: code }))}
            />
            <TextInput name="scheduled_at" label={words.scheduledAt} type="datetime-local" />
            <TextInput name="place" label={words.place} maxLength={200} />
            <PaperChoice paper={paper} change={setPaper} />
            <Textarea
              data-wide
              name="preparation"
              label={words.preparation}
              description={words.preparationHint}
              inputWrapperOrder={["label", "input", "description"]}
              autosize
              minRows={2}
              maxLength={2000}
            />
          </div>
          {taking.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              {sentence(taking.error, words)}
            </Alert>
          )}
          {taken?.slip === null && (
            <Alert color="yellow" role="status" variant="outline">
              {taken.received === "updated" ? words.changed : words.known}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={taking.isPending} leftSection={<IconPrinter size={18} aria-hidden />}>
              {words.takeIn}
            </Button>
            <Button component={Link} href="/" variant="default">
              {words.cancel}
            </Button>
          </Group>
        </Stack>
      </form>
      {taken?.slip && (
        <SlipDialog
          slip={taken.slip}
          close={() => {
            taking.reset();
            go(`/orders/${taken.order.id}`);
          }}
        />
      )}
    </Page>
  );
}

function written(fields: FormData): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const [name, value] of fields) values[name] = String(value);
  const scheduled = values["scheduled_at"];
  return { ...values, scheduled_at: scheduled ? withOffset(scheduled) : null };
}
