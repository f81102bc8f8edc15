import { Alert, Button, Checkbox, Code, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../api.ts";
import { useKept } from "../kept.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import { useWords } from "../words/language.ts";

interface DirectoryInfo {
  issuer: string;
  client_id: string;
  has_secret: boolean;
  scopes: string;
  number_claim: string;
  second_factors: string[];
  role_claim: string;
  roles: Record<string, string>;
  asks_each_time: boolean;
  is_open: boolean;
}

interface Kept {
  directory: DirectoryInfo | null;
  redirect_uri: string;
}

/** How the hospital's people sign in where they sign in for everything else. */
export function DirectoryPage() {
  const words = useWords();
  const { query, keep } = useKept<Kept>("/directory");
  return (
    <Page title={words.directory} lead={words.directoryLead}>
      <Answer query={query}>
        {({ directory, redirect_uri: address }) => (
          <>
            <Text>
              {words.redirectUri}:{" "}
              <Code fz="md" className="breaks">
                {address}
              </Code>
            </Text>
            {directory === null ? <Text c="dimmed">{words.noDirectory}</Text> : <Standing keep={keep} />}
            <Settings key={JSON.stringify(directory)} directory={directory} keep={keep} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Standing({ keep }: { keep: (answer: Kept) => void }) {
  const words = useWords();
  const [isRemoving, setRemoving] = useState(false);
  const testing = useMutation({ mutationFn: () => post("/directory/test") });
  return (
    <Stack>
      <Group>
        <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>
          {words.testDirectory}
        </Button>
        <Button variant="default" onClick={() => setRemoving(true)}>
          {words.remove}
        </Button>
      </Group>
      {testing.isSuccess && (
        <Alert color="green" role="status" variant="outline">
          {words.directoryFine}
        </Alert>
      )}
      {testing.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(testing.error, words)}
        </Alert>
      )}
      <Ask
        isOpen={isRemoving}
        close={() => setRemoving(false)}
        title={words.removeDirectoryTitle}
        lead={words.removeDirectoryLead}
        yes={words.remove}
        act={async () => keep(await post<Kept>("/directory/remove"))}
      />
    </Stack>
  );
}

function Settings({ directory, keep }: { directory: DirectoryInfo | null; keep: (answer: Kept) => void }) {
  const words = useWords();
  const save = async (fields: FormData) => {
    const secret = text(fields, "client_secret");
    const body = {
      issuer: text(fields, "issuer"),
      client_id: text(fields, "client_id"),
      client_secret: secret === "" ? null : secret,
      scopes: text(fields, "scopes"),
      number_claim: text(fields, "number_claim"),
      second_factors: text(fields, "second_factors").split(/\s+/).filter(Boolean),
      role_claim: text(fields, "role_claim"),
      roles: rolesOf(text(fields, "roles")),
      asks_each_time: fields.get("asks_each_time") !== null,
      is_open: fields.get("is_open") !== null,
    };
    keep(await post<Kept>("/directory", body));
  };
  const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  return (
    <Section title={words.directory}>
      <EntryForm yes={words.save} add={save}>
        <TextInput
          {...plain}
          name="issuer"
          label={words.issuer}
          description={words.issuerHint}
          defaultValue={directory?.issuer}
          required
          maxLength={500}
        />
        <TextInput
          {...plain}
          name="client_id"
          label={words.clientId}
          defaultValue={directory?.client_id}
          required
          maxLength={200}
        />
        <PasswordField
          name="client_secret"
          label={words.clientSecret}
          description={directory?.has_secret === true ? words.clientSecretKept : words.clientSecretNone}
          autoComplete="new-password"
          maxLength={400}
        />
        <TextInput
          {...plain}
          name="scopes"
          label={words.directoryScopes}
          defaultValue={directory?.scopes ?? "openid profile"}
          required
          maxLength={200}
        />
        <TextInput
          {...plain}
          name="number_claim"
          label={words.numberClaim}
          description={words.numberClaimHint}
          defaultValue={directory?.number_claim ?? "sub"}
          required
          maxLength={64}
        />
        <TextInput
          {...plain}
          name="second_factors"
          label={words.secondFactors}
          description={words.secondFactorsHint}
          defaultValue={directory?.second_factors.join(" ")}
          maxLength={500}
        />
        <TextInput
          {...plain}
          name="role_claim"
          label={words.roleClaim}
          description={words.roleClaimHint}
          defaultValue={directory?.role_claim}
          maxLength={64}
        />
        <Textarea
          {...plain}
          name="roles"
          label={words.roleMap}
          description={words.roleMapHint}
          defaultValue={Object.entries(directory?.roles ?? {})
            .map(([value, role]) => `${value}=${role}`)
            .join("\n")}
          autosize
          minRows={2}
        />
        <Checkbox
          name="asks_each_time"
          label={words.asksEachTime}
          description={words.asksEachTimeHint}
          defaultChecked={directory?.asks_each_time ?? true}
        />
        <Checkbox name="is_open" label={words.isOpen} defaultChecked={directory?.is_open ?? true} />
      </EntryForm>
    </Section>
  );
}

/** One a line: what stands in the claim, an equals sign, the role. */
function rolesOf(lines: string): Record<string, string> {
  const found = lines.split("\n").map((line) => line.trim());
  return Object.fromEntries(
    found.filter(Boolean).map((line) => {
      const at = line.lastIndexOf("=");
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}
