import { Alert, Anchor, Button, Group, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useWords } from "../../desk/words/language.ts";
import { useAnnotating } from "../annotations/use-annotating.ts";
import { useWorkspace } from "../workspace.tsx";
import { titleOf } from "./priors.tsx";

/** Says that an exam on the screen may not be seen any more: what is here stays as it was when that ended. */
export function Over() {
  const { shown, viewer } = useWords();
  const { study, others } = useWorkspace();
  const annotating = useAnnotating();
  const ended = [study, ...others].filter(({ id }) => annotating.over.has(id));
  if (ended.length === 0) return null;
  const isSignedOut = ended.every(({ id }) => annotating.over.get(id)?.status === 401);
  return (
    <Alert className="over" color="yellow" variant="filled" autoContrast icon={<IconLock aria-hidden />} role="alert">
      <Text>{isSignedOut ? shown.signedOut : shown.over(ended.map((each) => titleOf(each)).join(", "))}</Text>
      <Group gap="xs" mt="xs">
        <Button size="sm" mih={44} variant="default" onClick={() => annotating.askAgain()}>
          {shown.again}
        </Button>
        <Anchor href="/" mih={44} lh="44px" c="inherit" underline="always">
          {viewer.toDesk}
        </Anchor>
      </Group>
    </Alert>
  );
}
