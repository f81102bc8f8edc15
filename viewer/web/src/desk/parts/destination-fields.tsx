import { Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { DestinationInfo, DestinationKind } from "../told/exchange.ts";
import { useWords } from "../words/language.ts";
import { text } from "./entry-form.tsx";
import { PasswordField } from "./password-field.tsx";

const KINDS: DestinationKind[] = ["c-store", "stow", "hl7-mllp", "web-hook"];
const PLAIN = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

/** What is said of a destination; the protocol decides which fields there are, and stays what it was at first. */
export function DestinationFields({ kept }: { kept?: DestinationInfo }) {
  const words = useWords().exchange;
  const [kind, setKind] = useState<DestinationKind>(kept?.kind ?? "c-store");
  return (
    <>
      <TextInput
        name="name"
        label={words.name}
        description={words.nameHint}
        defaultValue={kept?.name}
        required
        maxLength={100}
      />
      {kept === undefined ? (
        <NativeSelect
          name="kind"
          label={words.protocol}
          description={words.kindHint[kind]}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as DestinationKind)}
          data={KINDS.map((each) => ({ value: each, label: words.kind[each] }))}
        />
      ) : (
        <input type="hidden" name="kind" value={kind} />
      )}
      {kind === "stow" || kind === "web-hook" ? (
        <Reached key={kind} kind={kind} kept={kept} />
      ) : (
        <Called key={kind} kind={kind} kept={kept} />
      )}
      <Checkbox
        name="is_active"
        label={words.isActive}
        description={words.isActiveHint}
        defaultChecked={kept?.is_active ?? true}
      />
    </>
  );
}

/** By HTTP. */
function Reached({ kind, kept }: { kind: "stow" | "web-hook"; kept: DestinationInfo | undefined }) {
  const words = useWords().exchange;
  return (
    <>
      <TextInput
        {...PLAIN}
        name="url"
        type="url"
        label={words.url}
        description={words.urlHint[kind]}
        defaultValue={kept?.url}
        required
        maxLength={500}
      />
      {kind === "stow" && (
        <TextInput
          {...PLAIN}
          name="login"
          label={words.login}
          description={words.loginHint}
          defaultValue={kept?.login}
          maxLength={100}
        />
      )}
      <PasswordField
        name="secret"
        label={words.secret[kind]}
        description={kept?.has_secret === true ? words.secretKept : words.secretHint[kind]}
        autoComplete="new-password"
        required={kind === "web-hook" && kept?.has_secret !== true}
        maxLength={400}
      />
    </>
  );
}

/** By an address and a port. */
function Called({ kind, kept }: { kind: "c-store" | "hl7-mllp"; kept: DestinationInfo | undefined }) {
  const words = useWords().exchange;
  return (
    <>
      <TextInput
        {...PLAIN}
        name="host"
        label={words.host}
        description={words.hostHint}
        defaultValue={kept?.host}
        required
        maxLength={255}
      />
      <NumberInput
        name="port"
        label={words.port}
        defaultValue={kept?.port ?? (kind === "c-store" ? 104 : 2575)}
        min={1}
        max={65535}
        allowDecimal={false}
        hideControls
        required
      />
      {kind === "c-store" ? (
        <TextInput
          name="ae_title"
          label={words.aeTitle}
          defaultValue={kept?.ae_title}
          required
          maxLength={16}
          autoCapitalize="characters"
        />
      ) : (
        <>
          <TextInput
            {...PLAIN}
            name="application"
            label={words.application}
            defaultValue={kept?.application}
            maxLength={100}
          />
          <TextInput {...PLAIN} name="facility" label={words.facility} defaultValue={kept?.facility} maxLength={100} />
        </>
      )}
    </>
  );
}

/** As the server wants it. */
export function destinationOf(fields: FormData): Record<string, unknown> {
  const port = text(fields, "port");
  const said = ["name", "kind", "host", "ae_title", "application", "facility", "url", "login", "secret"];
  return {
    ...Object.fromEntries(said.map((name) => [name, text(fields, name)])),
    port: port === "" ? null : Number(port),
    is_active: fields.get("is_active") !== null,
  };
}
