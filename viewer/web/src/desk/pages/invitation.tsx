import { Alert, Anchor, Button, Divider, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { post } from "../api.ts";
import { LeaveFor } from "../parts/by-directory.tsx";
import { Enrolment, RecoveryCodes } from "../parts/enrolment.tsx";
import { Gate } from "../parts/gate.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import { useEntrance } from "../session.tsx";
import type { EnrolmentInfo, NextStep, Role, SessionInfo } from "../told/session.ts";
import { useWords } from "../words/language.ts";

interface InvitationInfo {
  login: string;
  name: string;
  role: Role;
  hospital: string;
  /** Whether the hospital's directory lets them in, so that they need no password here. */
  has_directory: boolean;
}

interface Begun {
  ticket: string;
  given: EnrolmentInfo;
}

/** Somebody new: a password of their own, then the second factor, then the desk. */
export function InvitationPage(props: { secret: string }) {
  const words = useWords();
  // The address loses it, and this page with the address.
  const [secret] = useState(props.secret);
  const { enter, askEnrolment, enrol } = useEntrance();
  const [, navigate] = useLocation();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [done, setDone] = useState<{ session: SessionInfo; codes: string[] } | null>(null);
  const query = useQuery({
    queryKey: ["invitation"],
    queryFn: () => post<InvitationInfo>("/session/invitation", { secret }),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  // The secret is of no use to whoever looks over a shoulder or through the history.
  useEffect(() => history.replaceState(null, "", "#/invitation/…"), []);
  const goIn = (session: SessionInfo) => {
    navigate("/", { replace: true });
    enter(session);
  };
  if (done !== null)
    return (
      <Gate title={words.invitation}>
        <RecoveryCodes codes={done.codes} done={() => goIn(done.session)} />
      </Gate>
    );
  return (
    <Gate title={words.invitation}>
      <Title order={2} size="h4">
        {words.invitation}
      </Title>
      <Answer query={query}>
        {(invited) =>
          begun === null ? (
            <Password
              invited={invited}
              secret={secret}
              accept={async (password) => {
                const { ticket } = await post<NextStep>("/session/invited", { secret, password });
                setBegun({ ticket, given: await askEnrolment(ticket) });
              }}
            />
          ) : (
            <Enrolment
              given={begun.given}
              confirm={async (code) => {
                const { recovery_codes: codes, ...session } = await enrol(begun.ticket, code);
                setDone({ session, codes });
              }}
            />
          )
        }
      </Answer>
      {query.error !== null && (
        <Anchor component={Link} href="/">
          {words.looks.toSignIn}
        </Anchor>
      )}
    </Gate>
  );
}

function Password(props: { invited: InvitationInfo; secret: string; accept: (password: string) => Promise<void> }) {
  const { invited, secret, accept } = props;
  const words = useWords();
  const accepting = useMutation({ mutationFn: accept });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    accepting.mutate(String(new FormData(event.currentTarget).get("password") ?? ""));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <dl className="facts">
          <dt>{words.login}</dt>
          <dd>{invited.login}</dd>
          {invited.name !== "" && (
            <>
              <dt>{words.patientName}</dt>
              <dd>{invited.name}</dd>
            </>
          )}
          <dt>{words.roleLabel}</dt>
          <dd>{words.role[invited.role]}</dd>
          <dt>{words.emergencyHospital}</dt>
          <dd>{invited.hospital}</dd>
        </dl>
        <Text c="dimmed">{words.invitationLead}</Text>
        <input type="hidden" name="username" autoComplete="username" value={invited.login} readOnly />
        <PasswordField
          name="password"
          label={words.chosenPassword}
          description={words.passwordHint}
          autoComplete="new-password"
          autoFocus
          required
        />
        {accepting.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(accepting.error, words)}
          </Alert>
        )}
        <Button type="submit" loading={accepting.isPending}>
          {words.goOn}
        </Button>
        {invited.has_directory && (
          <>
            <Divider label={words.orSignInBy} />
            <LeaveFor label={words.signInBy(invited.hospital)} path="/session/directory/invited" body={{ secret }} />
          </>
        )}
      </Stack>
    </form>
  );
}
