import { Alert, Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { post } from "../api.ts";
import { awaitConfirmed } from "../arrival.ts";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";
import { sentence } from "./states.tsx";

/** For who signs in by the hospital's directory: they show there, in a window of its own, that it is still they. */
export function ConfirmByDirectory({ confirmed }: { confirmed: (ticket: string) => void }) {
  const words = useWords();
  const { session } = useSession();
  const [isWaiting, setWaiting] = useState(false);
  const opening = useMutation({
    mutationFn: async () => {
      const { address } = await post<{ address: string }>("/account/directory/confirm");
      window.open(address, "_blank", "popup,width=520,height=700");
      setWaiting(true);
    },
  });
  const latest = useRef(confirmed);
  useEffect(() => {
    latest.current = confirmed;
  });
  useEffect(() => (isWaiting ? awaitConfirmed((ticket) => latest.current(ticket)) : undefined), [isWaiting]);
  if (!session.has_directory) return null;
  return (
    <>
      <Button variant="default" onClick={() => opening.mutate()} loading={opening.isPending}>
        {words.confirmBy}
      </Button>
      {isWaiting && <Text role="status">{words.confirmWaiting}</Text>}
      {opening.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(opening.error, words)}
        </Alert>
      )}
    </>
  );
}
