import { Button, Checkbox, Fieldset, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../api.ts";
import { moment } from "../formats.ts";
import { useKept } from "../kept.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Once } from "../parts/once.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer } from "../parts/states.tsx";
import type { TokenInfo } from "../told/administration.ts";
import { useSpoken } from "../words/language.ts";

interface Tokens {
  tokens: TokenInfo[];
  token?: string;
}

export function TokensPage() {
  const { words } = useSpoken();
  const [token, setToken] = useState("");
  const { query, keep } = useKept<Tokens>("/tokens");
  const add = async (fields: FormData) => {
    const body = { name: text(fields, "name"), scopes: fields.getAll("scopes").map(String) };
    const answer = await post<Tokens>("/tokens", body);
    keep({ tokens: answer.tokens });
    setToken(answer.token ?? "");
  };
  return (
    <Page title={words.tokens} lead={words.tokensLead}>
      {token !== "" && <Once lead={words.tokenOnce} secret={token} />}
      <Answer query={query}>
        {({ tokens }) => (
          <div className="surface">
            <TokenTable tokens={tokens} keep={keep} />
          </div>
        )}
      </Answer>
      <Section title={words.addToken}>
        <EntryForm yes={words.addToken} add={add}>
          <TextInput name="name" label={words.tokenName} required maxLength={100} />
          <Fieldset legend={words.scopes}>
            <Group>
              <Checkbox name="scopes" value="read" label={words.scope.read} size="md" defaultChecked />
              <Checkbox name="scopes" value="write" label={words.scope.write} size="md" />
            </Group>
          </Fieldset>
        </EntryForm>
      </Section>
    </Page>
  );
}

function TokenTable({ tokens, keep }: { tokens: TokenInfo[]; keep: (answer: Tokens) => void }) {
  const { words, language } = useSpoken();
  const [revoked, setRevoked] = useState<TokenInfo | null>(null);
  return (
    <>
      <Rows
        entries={tokens}
        keyOf={(token) => token.id}
        empty={words.noTokens}
        columns={[
          { title: words.tokenName, cell: nameOf, className: "breaks" },
          { title: words.scopes, cell: (token) => token.scopes.map((scope) => words.scope[scope]).join(", ") },
          { title: words.made, cell: (token) => moment(token.created_at, language), isLabelled: true },
          {
            title: words.expires,
            cell: (token) => moment(token.expires_at, language) || words.never,
            isLabelled: true,
          },
        ]}
        actions={(token) =>
          token.revoked_at === null ? (
            <Button size="sm" variant="default" onClick={() => setRevoked(token)}>
              {words.revoke}
            </Button>
          ) : (
            <Text c="dimmed">{words.revoked}</Text>
          )
        }
      />
      {revoked !== null && (
        <Ask
          isOpen
          close={() => setRevoked(null)}
          title={words.revokeTitle(nameOf(revoked))}
          lead={words.revokeLead}
          yes={words.revoke}
          act={async () => keep(await post<Tokens>(`/tokens/${revoked.id}/revoke`))}
        />
      )}
    </>
  );
}

function nameOf(token: TokenInfo): string {
  return token.name || `#${token.id}`;
}
