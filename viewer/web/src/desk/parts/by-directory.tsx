import { Alert, Button, Center, Divider, Loader, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { get, post } from "../api.ts";
import type { Arrival } from "../arrival.ts";
import { leaveFor } from "../session.tsx";
import type { NextStep, SessionInfo } from "../told/session.ts";
import { useWords } from "../words/language.ts";
import { sentence } from "./states.tsx";

interface Offered {
  directories: { code: string; name: string }[];
}

/** The hospitals whose people sign in by their own directory; nothing where none has one. */
export function ByDirectory() {
  const words = useWords();
  const query = useQuery({ queryKey: ["directories"], queryFn: () => get<Offered>("/session/directories") });
  const offered = query.data?.directories ?? [];
  if (offered.length === 0) return null;
  return (
    <Stack>
      <Divider label={words.orSignInBy} />
      {offered.map(({ code, name }) => (
        <LeaveFor key={code} label={words.signInBy(name)} path="/session/directory" body={{ hospital: code }} />
      ))}
    </Stack>
  );
}

/** A button that leads away to the directory; what keeps it from doing so stands below. */
export function LeaveFor({ label, path, body }: { label: string; path: string; body: unknown }) {
  const words = useWords();
  const leaving = useMutation({ mutationFn: () => leaveFor(path, body) });
  return (
    <>
      <Button
        variant="default"
        h="auto"
        mih={44}
        loading={leaving.isPending}
        onClick={() => leaving.mutate()}
        styles={{ label: { whiteSpace: "normal" } }}
      >
        {label}
      </Button>
      {leaving.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(leaving.error, words)}
        </Alert>
      )}
    </>
  );
}

/** Hands over, once, what the directory gave. */
export function Arriving(props: {
  arrival: Arrival;
  goOn: (answer: SessionInfo | NextStep) => Promise<void>;
  back: () => void;
}) {
  const words = useWords();
  const arriving = useMutation({
    mutationFn: async () =>
      props.goOn(await post<SessionInfo | NextStep>("/session/directory/returned", props.arrival)),
  });
  const isBegun = useRef(false);
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    arriving.mutate();
  }, [arriving]);
  if (arriving.error === null)
    return (
      <Center py="xl" role="status" aria-label={words.arriving}>
        <Loader type="dots" />
      </Center>
    );
  return (
    <>
      <Alert color="red" role="alert" variant="outline" className="breaks">
        {sentence(arriving.error, words)}
      </Alert>
      <Button variant="default" onClick={props.back}>
        {words.toSignIn}
      </Button>
    </>
  );
}
