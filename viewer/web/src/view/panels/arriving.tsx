import { Button, Group, Stack, Text } from "@mantine/core";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { useWords } from "../../desk/words/language.ts";
import { Boundary } from "./boundary.tsx";

/** Brings the code of a panel. */
export type Bring = () => Promise<{ readonly default: ComponentType }>;

const known = new Map<Bring, ComponentType>();

/** A panel whose code comes when it is opened; what does not come takes nothing else with it. */
export function Arriving({ bring }: { bring: Bring }) {
  const [tries, setTries] = useState(0);
  const again = () => {
    // What has failed once stays failed.
    known.delete(bring);
    setTries((before) => before + 1);
  };
  const Panel = panelOf(bring);
  return (
    <Boundary key={tries} instead={<NotCome again={again} />}>
      <Suspense>
        <Panel />
      </Suspense>
    </Boundary>
  );
}

function panelOf(bring: Bring): ComponentType {
  let panel = known.get(bring);
  if (panel === undefined) {
    panel = lazy(bring);
    known.set(bring, panel);
  }
  return panel;
}

function NotCome({ again }: { again: () => void }) {
  const { shown } = useWords();
  return (
    <Stack gap="sm" p="md" role="alert">
      <Text>{shown.notCome}</Text>
      <Group gap="xs">
        <Button mih={44} variant="default" onClick={again}>
          {shown.again}
        </Button>
        <Button mih={44} variant="default" onClick={() => location.reload()}>
          {shown.reload}
        </Button>
      </Group>
    </Stack>
  );
}
