import { Alert } from "@mantine/core";
import { sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";

/** Why a deed came to nothing, beside what was pressed; nothing while all is well. */
export function Refused({ error }: { error: Error | null }) {
  const words = useWords();
  if (error === null) return null;
  return (
    <Alert color="red" role="alert" variant="outline" mt="xs">
      {sentence(error, words)}
    </Alert>
  );
}
