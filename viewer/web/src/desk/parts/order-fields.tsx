import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { dicomDate, inputDate, localInput } from "../formats.ts";
import type { PlainOrder } from "../told/orders.ts";
import { useWords } from "../words/language.ts";
import { DateField } from "./date-field.tsx";

const SEXES = ["", "F", "M", "O"] as const;
const MODALITIES = ["", "CR", "CT", "DX", "ECG", "ES", "MG", "MR", "NM", "PT", "RF", "US", "XA"];

/** What an order says, to be typed or set right; its number stands before, the slip's paper behind. */
export function OrderFields(props: { order?: PlainOrder; phoneError?: string; children?: ReactNode }) {
  const { order, phoneError, children } = props;
  const words = useWords();
  const modalities = [...new Set([...MODALITIES, order?.modality ?? ""])];
  return (
    <>
      <TextInput name="patient_id" label={words.patientId} required maxLength={64} defaultValue={order?.patient_id} />
      <TextInput
        name="patient_name"
        label={words.patientName}
        description={words.patientNameHint}
        required
        maxLength={200}
        defaultValue={order?.patient_name}
      />
      <DateField
        name="patient_birth_date"
        label={words.birthDate}
        required
        max={inputDate(new Date())}
        defaultValue={dicomDate(order?.patient_birth_date ?? "")}
      />
      <NativeSelect
        name="patient_sex"
        label={words.sex}
        data={SEXES.map((sex) => ({ value: sex, label: words.sexes[sex] }))}
        defaultValue={order?.patient_sex}
      />
      <Knowledge isAnew={order !== undefined} phoneError={phoneError} />
      <TextInput
        name="procedure_description"
        label={words.procedure}
        required
        maxLength={200}
        defaultValue={order?.procedure_description}
      />
      <NativeSelect
        name="modality"
        label={words.modality}
        data={modalities.map((code) => ({ value: code, label: code }))}
        defaultValue={order?.modality}
      />
      <DateField
        name="scheduled_at"
        label={words.scheduledAt}
        clock="08:00"
        defaultValue={localInput(order?.scheduled_at ?? null)}
      />
      <TextInput name="place" label={words.place} maxLength={200} defaultValue={order?.place} />
      <Textarea
        data-wide
        name="preparation"
        label={words.preparation}
        description={words.preparationHint}
        autosize
        minRows={2}
        maxLength={2000}
        defaultValue={order?.preparation}
      />
      {children}
    </>
  );
}

/** What opens the link besides the birth date: never kept, so it can only be said anew. */
export function Knowledge({ isAnew, phoneError }: { isAnew: boolean; phoneError?: string | undefined }) {
  const words = useWords();
  return (
    <>
      <TextInput
        name="phone"
        label={words.phone}
        description={isAnew ? words.onlyToChange : words.phoneHint}
        error={phoneError}
        type="tel"
        autoComplete="off"
        maxLength={40}
      />
      <TextInput
        name="id_number"
        label={words.idNumber}
        description={isAnew ? words.onlyToChange : words.idNumberHint}
        autoComplete="off"
        maxLength={40}
      />
    </>
  );
}
