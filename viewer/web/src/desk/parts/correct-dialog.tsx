import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../api.ts";
import { CORRECTION_REASONS, type WholeOrder } from "../told/orders.ts";
import { useWords } from "../words/language.ts";
import { correctedOrder, needsDigits } from "../written-order.ts";
import { OrderFields } from "./order-fields.tsx";
import { sentence } from "./states.tsx";

export interface Corrected {
  order: WholeOrder;
  changed: string[];
}

/** Sets right what an order says, with the reason; its slip stays good. */
export function CorrectDialog(props: { order: WholeOrder; close: () => void; done: (corrected: Corrected) => void }) {
  const { order, close, done } = props;
  const words = useWords();
  const [lacksDigits, setLacksDigits] = useState(false);
  const correcting = useMutation({
    mutationFn: (body: Record<string, string | null>) => post<Corrected>(`/orders/${order.id}/correct`, body),
    onSuccess: done,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const corrected = correctedOrder(order, fields);
    const isLacking = needsDigits(corrected, order.links[0]?.factor);
    setLacksDigits(isLacking);
    if (isLacking) event.currentTarget.querySelector<HTMLInputElement>("[name=phone]")?.focus();
    else correcting.mutate({ ...corrected, reason: String(fields.get("reason")) });
  };
  return (
    <Modal opened onClose={close} title={words.correctTitle} size="xl" closeButtonProps={{ "aria-label": words.close }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{words.correctLead}</Text>
          <div className="form">
            <TextInput
              name="accession_number"
              label={words.accessionNumber}
              required
              maxLength={64}
              defaultValue={order.accession_number}
            />
            <OrderFields order={order} {...(lacksDigits ? { phoneError: words.problem["digits-missing"] } : {})}>
              <NativeSelect
                name="reason"
                label={words.correctionReasonLabel}
                data={CORRECTION_REASONS.map((reason) => ({ value: reason, label: words.correctionReason[reason] }))}
              />
            </OrderFields>
          </div>
          {correcting.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              {sentence(correcting.error, words)}
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={correcting.isPending}>
              {words.correct}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
