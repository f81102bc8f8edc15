import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { ApiError } from "../api.ts";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";
import { Failed } from "./states.tsx";

/** Why a study is not shown. Whose role sees images is refused only what nobody has opened to them. */
export function StudyFailed({ studyId, error, again }: { studyId: number; error: Error; again: () => void }) {
  const words = useWords();
  const { session, may } = useSession();
  const isRefused = error instanceof ApiError && error.problem === "forbidden";
  if (!isRefused || !may("see-images")) return <Failed error={error} again={again} />;
  return (
    <Alert color="gray" icon={<IconLock aria-hidden />} role="alert" variant="outline">
      <Stack align="start" gap="sm">
        <Text>{session.role === "guest-expert" ? words.notOpenedGuest : words.notOpened}</Text>
        {may("break-glass") && (
          <>
            <Text>{words.notOpenedAsk}</Text>
            <Button component="a" href={`/#/emergency/${studyId}`} variant="default">
              {words.toEmergency}
            </Button>
          </>
        )}
      </Stack>
    </Alert>
  );
}
