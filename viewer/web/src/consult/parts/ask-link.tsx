import { Button } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";

/** To where colleagues are asked about a study; for who may, and only what is their hospital's own. */
export function AskConsultLink({ study }: { study: { readonly id: number; readonly is_own: boolean } }) {
  const words = useWords();
  const { may } = useSession();
  if (!study.is_own || !may("ask-consults")) return null;
  return (
    <Button
      component="a"
      href={`/#/studies/${study.id}/consult`}
      size="sm"
      variant="default"
      className="chip"
      leftSection={<IconMessages size={16} aria-hidden />}
    >
      {words.consult.ask}
    </Button>
  );
}
