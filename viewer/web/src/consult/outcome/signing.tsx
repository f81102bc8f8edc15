import { Alert, Button, Checkbox, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent } from "react";
import { useBegun } from "../../desk/begun.ts";
import { ConfirmByDirectory } from "../../desk/parts/confirm-by-directory.tsx";
import { PasswordField } from "../../desk/parts/password-field.tsx";
import { sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { Meaning, Outcome } from "./types.ts";
import { useOutcomeDeed } from "./use-outcome.ts";

const MEANINGS: readonly Meaning[] = ["agrees", "agrees-with-dissent", "took-part"];

/** One's own signature, with what shows that it is oneself; a dissent is said in words. */
export function SigningForm({ outcome }: { outcome: Outcome }) {
  const words = useWords();
  const own = words.conclusion;
  const [meaning, setMeaning] = useBegun<Meaning>("signature-meaning", "agrees");
  const [dissent, setDissent] = useBegun("signature-dissent", "");
  const signing = useOutcomeDeed();
  const latest = outcome.versions.at(-1);
  if (!outcome.may.sign || latest === undefined) return null;
  const sign = (proof: string, attests: boolean) => {
    const said = meaning === "agrees-with-dissent" ? dissent : "";
    const body = { meaning, dissent: said, sha256: latest.sha256, proof, attests };
    // A further version is signed anew.
    const signed = () => (setMeaning("agrees"), setDissent(""));
    signing.mutateAsync({ path: "sign", body }).then(signed, () => undefined);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    sign(String(form.get("proof") ?? ""), form.get("attests") === "on");
  };
  return (
    <form onSubmit={submit}>
      <Stack className="surface" p="md" gap="md">
        <Radio.Group label={own.signAs} value={meaning} onChange={(value) => setMeaning(value as Meaning)}>
          <Stack gap={4} mt={4}>
            {MEANINGS.map((each) => (
              <Radio key={each} value={each} label={own.meaning[each]} />
            ))}
          </Stack>
        </Radio.Group>
        {meaning === "agrees-with-dissent" && (
          <Textarea
            label={own.dissent}
            description={own.dissentLead}
            value={dissent}
            onChange={(event) => setDissent(event.currentTarget.value)}
            autosize
            minRows={3}
            maxLength={5000}
            required
          />
        )}
        {outcome.is_guest ? (
          <TextInput name="proof" label={own.digits} inputMode="numeric" autoComplete="one-time-code" required />
        ) : (
          <PasswordField
            name="proof"
            label={words.proof}
            description={words.proofHint}
            autoComplete="current-password"
            required
          />
        )}
        {outcome.is_guest ? (
          <Checkbox name="attests" label={own.attest} required />
        ) : (
          <ConfirmByDirectory confirmed={(ticket) => sign(ticket, false)} />
        )}
        {signing.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(signing.error, words)}
          </Alert>
        )}
        <Button type="submit" loading={signing.isPending}>
          {own.sign}
        </Button>
        <Text size="xs" c="dimmed">
          {latest.sha256.slice(0, 16)}
        </Text>
      </Stack>
    </form>
  );
}
