import { Alert, Button, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent } from "react";
import { useBegun } from "../../desk/begun.ts";
import { sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { Outcome, Wording } from "./types.ts";
import { useOutcomeDeed } from "./use-outcome.ts";
import { Dissents } from "./version.tsx";

/** The draft as everybody reads it, and what one would write oneself. */
export function ReadDraft({ outcome }: { outcome: Outcome }) {
  const own = useWords().conclusion;
  const { draft } = outcome;
  return (
    <Stack className="surface" p="md" gap="sm">
      {draft === null || (draft.opinion === "" && draft.plan === "") ? (
        <Text size="sm">{isAsking(outcome) ? own.notYetYours : own.nothingYet}</Text>
      ) : (
        <>
          <Text fw={600}>{own.opinion}</Text>
          <Text className="pre breaks">{draft.opinion}</Text>
          {draft.plan !== "" && (
            <>
              <Text fw={600}>{own.plan}</Text>
              <Text className="pre breaks">{draft.plan}</Text>
            </>
          )}
          <Dissents outcome={outcome} dissents={draft.dissents} />
        </>
      )}
      {outcome.may.propose && outcome.versions.length === 0 && <Proposing outcome={outcome} />}
    </Stack>
  );
}

/** Whoever asks could write, but for the answer that they wait for. */
function isAsking({ people, me, state }: Outcome): boolean {
  return state === "requested" && people.some(({ id, part }) => id === me && part === "asks");
}

type Proposed = Pick<Wording, "opinion" | "plan">;

function Proposing({ outcome }: { outcome: Outcome }) {
  const words = useWords();
  const own = words.conclusion;
  const proposing = useOutcomeDeed();
  const mine = outcome.draft?.proposals.find(({ participant }) => participant === outcome.me);
  const [begun, setBegun] = useBegun<Proposed | null>("proposal", null);
  const { opinion, plan } = begun ?? mine ?? { opinion: "", plan: "" };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    proposing.mutateAsync({ path: "proposal", body: { opinion, plan } }).then(
      () => setBegun(null),
      () => undefined,
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {own.proposeLead}
        </Text>
        <Textarea
          name="opinion"
          label={own.opinion}
          value={opinion}
          onChange={(event) => setBegun({ opinion: event.currentTarget.value, plan })}
          autosize
          minRows={3}
          maxLength={20_000}
        />
        <Textarea
          name="plan"
          label={own.plan}
          value={plan}
          onChange={(event) => setBegun({ opinion, plan: event.currentTarget.value })}
          autosize
          minRows={2}
          maxLength={20_000}
        />
        {proposing.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(proposing.error, words)}
          </Alert>
        )}
        <Button type="submit" variant="default" loading={proposing.isPending}>
          {own.propose}
        </Button>
        {proposing.isSuccess && (
          <Text size="sm" role="status">
            {own.proposed}
          </Text>
        )}
      </Stack>
    </form>
  );
}
