import { Alert, Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Arrival, tellConfirmed } from "../arrival.ts";
import { Arriving, ByDirectory } from "../parts/by-directory.tsx";
import { CodeForm, Enrolment, RecoveryCodes } from "../parts/enrolment.tsx";
import { Gate } from "../parts/gate.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { sentence } from "../parts/states.tsx";
import { useEntrance } from "../session.tsx";
import type { EnrolmentInfo, NextStep, SessionInfo } from "../told/session.ts";
import { useWords } from "../words/language.ts";

type Place =
  | { step: "arriving"; arrival: Arrival }
  | { step: "password" }
  | { step: "confirmed" }
  | { step: "code"; ticket: string }
  | { step: "enrol"; ticket: string; given: EnrolmentInfo }
  | { step: "recovery"; session: SessionInfo; codes: string[] };

/** The password or the hospital's directory, and where that does not suffice a code; whoever needs one is led to it. */
export function SignIn({ arrival, leave }: { arrival: Arrival | null; leave: () => void }) {
  const words = useWords();
  const { enter, showCode, askEnrolment, enrol } = useEntrance();
  const [place, setPlace] = useState<Place>(arrival === null ? { step: "password" } : { step: "arriving", arrival });
  const goOn = async (answer: SessionInfo | NextStep) => {
    if (!("next" in answer)) {
      leave();
      enter(answer);
    } else if (answer.next === "confirm") {
      tellConfirmed(answer.ticket);
      setPlace({ step: "confirmed" });
    } else if (answer.next === "code") setPlace({ step: "code", ticket: answer.ticket });
    else setPlace({ step: "enrol", ticket: answer.ticket, given: await askEnrolment(answer.ticket) });
  };
  return (
    <Gate title={words.signIn}>
      {place.step === "arriving" && (
        <Arriving
          arrival={place.arrival}
          goOn={goOn}
          back={() => {
            leave();
            setPlace({ step: "password" });
          }}
        />
      )}
      {place.step === "confirmed" && <Text role="status">{words.confirmedHere}</Text>}
      {place.step === "password" && (
        <>
          <Password goOn={goOn} />
          <ByDirectory />
        </>
      )}
      {place.step === "code" && (
        <>
          <Title order={2} size="h4">
            {words.secondStep}
          </Title>
          <Text c="dimmed">{words.codeLead}</Text>
          <CodeForm
            hint={words.codeHint}
            send={async (code) => {
              const session = await showCode(place.ticket, code);
              leave();
              enter(session);
            }}
            back={() => setPlace({ step: "password" })}
          />
        </>
      )}
      {place.step === "enrol" && (
        <>
          <Title order={2} size="h4">
            {words.enrolTitle}
          </Title>
          <Text c="dimmed">{words.enrolMust}</Text>
          <Enrolment
            given={place.given}
            confirm={async (code) => {
              const { recovery_codes: codes, ...session } = await enrol(place.ticket, code);
              setPlace({ step: "recovery", session, codes });
            }}
          />
        </>
      )}
      {place.step === "recovery" && (
        <RecoveryCodes
          codes={place.codes}
          done={() => {
            leave();
            enter(place.session);
          }}
        />
      )}
    </Gate>
  );
}

function Password({ goOn }: { goOn: (answer: SessionInfo | NextStep) => Promise<void> }) {
  const words = useWords();
  const { signIn } = useEntrance();
  const trying = useMutation({
    mutationFn: async (form: FormData) => goOn(await signIn(field(form, "login"), field(form, "password"))),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    trying.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text c="dimmed">{words.signInLead}</Text>
        <TextInput name="login" label={words.login} autoComplete="username" autoCapitalize="none" autoFocus required />
        <PasswordField name="password" label={words.password} autoComplete="current-password" required />
        {trying.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(trying.error, words)}
          </Alert>
        )}
        <Button type="submit" loading={trying.isPending}>
          {words.signIn}
        </Button>
      </Stack>
    </form>
  );
}

function field(form: FormData, name: string): string {
  return String(form.get(name) ?? "");
}
