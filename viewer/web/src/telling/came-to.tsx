import { Alert } from "@mantine/core";
import { useWords } from "../desk/words/language.ts";
import type { CameTo } from "./types.ts";

/** What a test came to, in words that help. */
export function CameToAlert({ all, sent }: { all: readonly CameTo[]; sent: string }) {
  const own = useWords().telling;
  const failed = all.find((each) => each !== "sent");
  const isFine = failed === undefined && all.length > 0;
  return (
    <Alert color={isFine ? "green" : "red"} role={isFine ? "status" : "alert"} variant="outline">
      {isFine ? sent : failed === undefined ? own.nowhere : own.trouble[failed]}
    </Alert>
  );
}
