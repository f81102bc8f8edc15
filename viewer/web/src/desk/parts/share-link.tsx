import { Button } from "@mantine/core";
import { IconShare } from "@tabler/icons-react";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";

/** To where a study is opened to a colleague elsewhere; for who may, and only what is their hospital's own. */
export function ShareLink({ study }: { study: { readonly id: number; readonly is_own: boolean } }) {
  const words = useWords();
  const { may } = useSession();
  if (!study.is_own || !may("share")) return null;
  return (
    <Button
      component="a"
      href={`/#/studies/${study.id}/share`}
      size="sm"
      variant="default"
      className="chip"
      leftSection={<IconShare size={16} aria-hidden />}
    >
      {words.share}
    </Button>
  );
}
