import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../desk/api.ts";
import { EntryForm, text } from "../desk/parts/entry-form.tsx";
import { Section } from "../desk/parts/page.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { CameToAlert } from "./came-to.tsx";
import type { CameTo, ChosenInfo, Tried } from "./types.ts";

/** The address that letters go to: it counts when the code that was sent there has been typed. */
export function OwnMail({ chosen, keep }: { chosen: ChosenInfo; keep: (answer: ChosenInfo) => void }) {
  const { words, language } = useSpoken();
  const own = words.telling;
  const { mail } = chosen;
  const [failed, setFailed] = useState<CameTo[]>([]);
  const ask = async (fields: FormData) => {
    setFailed([]);
    const { came_to: results, ...answer } = await post<Tried>("/account/telling/mail", {
      address: text(fields, "address"),
      language,
    });
    setFailed(results.filter((each) => each !== "sent"));
    keep(answer);
  };
  if (!mail.is_set_up)
    return (
      <Section title={own.mail}>
        <Text p="md" c="dimmed">
          {own.mailNotSetUp}
        </Text>
      </Section>
    );
  return (
    <Section title={own.mail} lead={own.mailLead}>
      {mail.address !== "" && <Confirmed address={mail.address} keep={keep} />}
      {failed.length > 0 && (
        <Stack p="md" pb={0}>
          <CameToAlert all={failed} sent="" />
        </Stack>
      )}
      {mail.wanted !== "" && failed.length === 0 && (
        <EntryForm
          yes={own.confirm}
          add={async (fields) =>
            keep(await post<ChosenInfo>("/account/telling/mail/confirm", { code: text(fields, "code") }))
          }
        >
          <TextInput
            name="code"
            label={own.mailCode}
            description={own.mailCodeHint(mail.wanted)}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            required
          />
        </EntryForm>
      )}
      <EntryForm yes={own.sendCode} add={ask}>
        <TextInput
          name="address"
          type="email"
          label={mail.address === "" ? own.mailAddress : own.otherAddress}
          autoComplete="email"
          maxLength={254}
          required
        />
      </EntryForm>
    </Section>
  );
}

function Confirmed({ address, keep }: { address: string; keep: (answer: ChosenInfo) => void }) {
  const { words } = useSpoken();
  const own = words.telling;
  const testing = useMutation({ mutationFn: () => post<Tried>("/account/telling/test", { channel: "mail" }) });
  const removing = useMutation({ mutationFn: () => post<ChosenInfo>("/account/telling/mail/remove"), onSuccess: keep });
  const error = testing.error ?? removing.error;
  return (
    <Stack p="md" pb={0}>
      <Text className="breaks">{own.mailGoesTo(address)}</Text>
      <Group>
        <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>
          {own.test}
        </Button>
        <Button variant="default" loading={removing.isPending} onClick={() => removing.mutate()}>
          {own.noMail}
        </Button>
      </Group>
      {error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(error, words)}
        </Alert>
      )}
      {testing.data !== undefined && <CameToAlert all={testing.data.came_to} sent={own.mailSent} />}
    </Stack>
  );
}
