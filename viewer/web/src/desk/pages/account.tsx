import { Alert, Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../api.ts";
import { browserOf } from "../browser-of.ts";
import { moment } from "../formats.ts";
import { useKept } from "../kept.ts";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Enrolment, RecoveryCodes } from "../parts/enrolment.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { Prove } from "../parts/prove.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import { OwnTelling } from "../../telling/own-telling.tsx";
import { useSession } from "../session.tsx";
import type { AccountInfo, DeviceInfo, EnrolmentInfo } from "../told/session.ts";
import { useSpoken, useWords } from "../words/language.ts";

interface Kept {
  account: AccountInfo;
  keep: (answer: AccountInfo) => void;
}

export function AccountPage() {
  const words = useWords();
  const { query, keep } = useKept<AccountInfo>("/account");
  return (
    <Page title={words.myAccount} lead={words.myAccountLead}>
      <Answer query={query}>
        {(account) => (
          <>
            <Who account={account} keep={keep} />
            <Password account={account} keep={keep} />
            <Factor account={account} keep={keep} />
            <Devices account={account} keep={keep} />
          </>
        )}
      </Answer>
      <OwnTelling />
    </Page>
  );
}

function Who({ account, keep }: Kept) {
  const words = useWords();
  const { session } = useSession();
  const state = account.licence_confirmed ? words.licenceConfirmed : words.licenceUnconfirmed;
  const isDoctor = ["radiologist", "clinician", "guest-expert"].includes(session.role);
  return (
    <Section title={session.name || session.login}>
      <dl className="facts" data-padded>
        <dt>{words.login}</dt>
        <dd>{session.login}</dd>
        <dt>{words.roleLabel}</dt>
        <dd>{words.role[session.role]}</dd>
        <dt>{words.departments}</dt>
        <dd>{account.departments.join(words.comma) || words.noDepartment}</dd>
        <dt>{words.licence}</dt>
        <dd>{account.licence_number === "" ? words.licenceNone : `${account.licence_number} (${state})`}</dd>
      </dl>
      {isDoctor && (
        <EntryForm
          yes={words.save}
          add={async (fields) => keep(await post<AccountInfo>("/account/licence", { number: text(fields, "number") }))}
        >
          <TextInput
            name="number"
            label={words.licence}
            description={words.licenceHint}
            defaultValue={account.licence_number}
            maxLength={64}
            autoComplete="off"
          />
        </EntryForm>
      )}
    </Section>
  );
}

function Password({ keep }: Kept) {
  const words = useWords();
  const [isDone, setDone] = useState(false);
  const change = async (fields: FormData) => {
    setDone(false);
    const body = {
      password: String(fields.get("password") ?? ""),
      new_password: String(fields.get("new_password") ?? ""),
    };
    keep(await post<AccountInfo>("/account/password", body));
    setDone(true);
  };
  return (
    <Section title={words.password}>
      <EntryForm yes={words.changePassword} add={change}>
        <PasswordField name="password" label={words.presentPassword} autoComplete="current-password" required />
        <PasswordField
          name="new_password"
          label={words.chosenPassword}
          description={words.passwordHint}
          autoComplete="new-password"
          required
        />
      </EntryForm>
      {isDone && (
        <Alert color="teal" role="status" variant="outline" m="md" mt={0}>
          {words.passwordChanged}
        </Alert>
      )}
    </Section>
  );
}

type Asking = "begin" | "codes" | "remove" | null;

function Factor({ account, keep }: Kept) {
  const words = useWords();
  const [asking, setAsking] = useState<Asking>(null);
  const [given, setGiven] = useState<EnrolmentInfo | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const close = () => setAsking(null);
  const take = ({ recovery_codes: shown = [], ...answer }: AccountInfo & { recovery_codes?: string[] }) => {
    setCodes(shown);
    setGiven(null);
    keep(answer);
  };
  return (
    <Section title={words.ownFactor}>
      <Stack p="md">
        <Text>{account.has_second_factor ? words.factorOn : words.factorOff}</Text>
        {account.has_second_factor && <Text c="dimmed">{words.codesLeft(account.codes_left)}</Text>}
        {codes.length > 0 && <RecoveryCodes codes={codes} done={() => setCodes([])} />}
        {given !== null && (
          <Enrolment given={given} confirm={async (code) => take(await post("/account/factor/confirm", { code }))} />
        )}
        <Group>
          <Button variant={account.has_second_factor ? "default" : "filled"} onClick={() => setAsking("begin")}>
            {account.has_second_factor ? words.factorAnew : words.factorSetUp}
          </Button>
          {account.has_second_factor && (
            <Button variant="default" onClick={() => setAsking("codes")}>
              {words.factorCodes}
            </Button>
          )}
          {account.has_second_factor && !account.is_factor_required && (
            <Button variant="default" onClick={() => setAsking("remove")}>
              {words.factorRemove}
            </Button>
          )}
        </Group>
      </Stack>
      <Prove
        isOpen={asking === "begin"}
        close={close}
        title={account.has_second_factor ? words.factorAnew : words.factorSetUp}
        act={async (password) => setGiven(await post<EnrolmentInfo>("/account/factor", { password }))}
      />
      <Prove
        isOpen={asking === "codes"}
        close={close}
        title={words.factorCodes}
        act={async (password) => take(await post("/account/factor/codes", { password }))}
      />
      <Prove
        isOpen={asking === "remove"}
        close={close}
        title={words.factorRemoveTitle}
        lead={words.factorRemoveLead}
        act={async (password) => take(await post("/account/factor/remove", { password }))}
      />
    </Section>
  );
}

function Devices({ account, keep }: Kept) {
  const { words, language } = useSpoken();
  const ending = useMutation({
    mutationFn: (device: DeviceInfo) => post<AccountInfo>(`/account/sessions/${device.handle}/end`),
    onSuccess: keep,
  });
  return (
    <Section title={words.devices} lead={words.devicesLead}>
      {ending.error !== null && (
        <Alert color="red" role="alert" variant="outline" m="md">
          {sentence(ending.error, words)}
        </Alert>
      )}
      <Rows
        entries={account.sessions}
        keyOf={(device) => device.handle}
        columns={[
          { title: words.browserName, cell: (device) => browserOf(device.browser), className: "breaks" },
          { title: words.host, cell: (device) => device.address, isLabelled: true },
          { title: words.signedInAt, cell: (device) => moment(device.created_at, language), isLabelled: true },
          { title: words.lastSeen, cell: (device) => moment(device.seen_at, language), isLabelled: true },
        ]}
        actions={(device) =>
          device.is_here ? (
            <Badge variant="outline" color="gray" c="var(--mantine-color-text)">
              {words.thisDevice}
            </Badge>
          ) : (
            <Button size="sm" variant="default" onClick={() => ending.mutate(device)}>
              {words.endSession}
            </Button>
          )
        }
      />
    </Section>
  );
}
