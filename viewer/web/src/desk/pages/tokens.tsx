import { Button, Checkbox, Fieldset, Group, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../api.ts";
import { moment } from "../formats.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Once } from "../parts/once.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Answer, Empty } from "../parts/states.tsx";
import type { TokenInfo } from "../types.ts";
import { useSpoken } from "../words/language.ts";

interface Tokens {
  tokens: TokenInfo[];
  token?: string;
}

const KEY = ["tokens"];

export function TokensPage() {
  const { words } = useSpoken();
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const query = useQuery({ queryKey: KEY, queryFn: () => get<Tokens>("/tokens") });
  const add = async (fields: FormData) => {
    const body = { name: text(fields, "name"), scopes: fields.getAll("scopes").map(String) };
    const answer = await post<Tokens>("/tokens", body);
    client.setQueryData(KEY, { tokens: answer.tokens });
    setToken(answer.token ?? "");
  };
  return (
    <Page title={words.tokens} lead={words.tokensLead}>
      {token !== "" && <Once lead={words.tokenOnce} secret={token} />}
      <Answer query={query}>
        {({ tokens }) => (
          <div className="surface">
            <TokenTable tokens={tokens} />
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

function TokenTable({ tokens }: { tokens: TokenInfo[] }) {
  const { words, language } = useSpoken();
  const client = useQueryClient();
  const [revoked, setRevoked] = useState<TokenInfo | null>(null);
  if (tokens.length === 0) return <Empty title={words.noTokens} />;
  return (
    <>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.tokenName}</th>
            <th scope="col">{words.scopes}</th>
            <th scope="col">{words.made}</th>
            <th scope="col">{words.expires}</th>
            <th scope="col">
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td className="breaks">{token.name || `#${token.id}`}</td>
              <td>{token.scopes.map((scope) => words.scope[scope]).join(", ")}</td>
              <td data-label={words.made}>{moment(token.created_at, language)}</td>
              <td data-label={words.expires}>{moment(token.expires_at, language) || words.never}</td>
              <td data-end>
                {token.revoked_at === null ? (
                  <Button size="sm" variant="default" onClick={() => setRevoked(token)}>
                    {words.revoke}
                  </Button>
                ) : (
                  <Text c="dimmed">{words.revoked}</Text>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {revoked !== null && (
        <Ask
          isOpen
          close={() => setRevoked(null)}
          title={words.revokeTitle(revoked.name || `#${revoked.id}`)}
          lead={words.revokeLead}
          yes={words.revoke}
          act={async () => client.setQueryData(KEY, await post<Tokens>(`/tokens/${revoked.id}/revoke`))}
        />
      )}
    </>
  );
}
