import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { ApiError, post } from "../api.ts";
import { keptPaper } from "../paper.ts";
import { OrderFields } from "../parts/order-fields.tsx";
import { Page } from "../parts/page.tsx";
import { PaperChoice } from "../parts/paper-choice.tsx";
import { SlipDialog } from "../parts/slip-view.tsx";
import { sentence } from "../parts/states.tsx";
import type { Slip, WholeOrder } from "../told/orders.ts";
import { useWords } from "../words/language.ts";
import { writtenOrder } from "../written-order.ts";

interface Taken {
  order: WholeOrder;
  received: "created" | "unchanged" | "updated";
  slip: Slip | null;
}

/** An order by hand: name, number, exam; the slip comes out at once. */
export function NewOrderPage() {
  const words = useWords();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [paper, setPaper] = useState(keptPaper);
  const form = useRef<HTMLFormElement>(null);
  const taking = useMutation({
    mutationFn: ({ fields, ...more }: { fields: FormData; is_another_exam?: boolean }) =>
      post<Taken>("/orders", { ...writtenOrder(fields), ...more, paper }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["orders"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    taking.mutate({ fields: new FormData(event.currentTarget) });
  };
  const taken = taking.data;
  const isNumberCorrected = taking.error instanceof ApiError && taking.error.problem === "number-corrected";
  const takeAnother = () => {
    if (form.current?.reportValidity() === true)
      taking.mutate({ fields: new FormData(form.current), is_another_exam: true });
  };
  return (
    <Page title={words.newOrder}>
      <form ref={form} onSubmit={submit}>
        <Stack gap="lg">
          <div className="form">
            <TextInput name="accession_number" label={words.accessionNumber} required maxLength={64} autoFocus />
            <OrderFields>
              <PaperChoice paper={paper} change={setPaper} />
            </OrderFields>
          </div>
          {taking.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              <Stack align="start" gap="sm">
                {sentence(taking.error, words)}
                {isNumberCorrected && (
                  <Button variant="default" size="sm" onClick={takeAnother}>
                    {words.anotherExam}
                  </Button>
                )}
              </Stack>
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
