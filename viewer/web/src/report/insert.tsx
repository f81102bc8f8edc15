import { Button, Popover, Stack, Text } from "@mantine/core";
import { IconRulerMeasure } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../desk/api.ts";
import { Answer } from "../desk/parts/states.tsx";
import { useSpoken } from "../desk/words/language.ts";
import type { Insertable, ReportLanguage } from "./types.ts";

interface Props {
  orderId: number;
  language: ReportLanguage;
  insert: (item: Insertable) => void;
}

/** Puts what was measured or marked in the images into the text: a reference, whose words are the server's. */
export function Insert({ orderId, language, insert }: Props) {
  const words = useSpoken().words.reporting;
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={320} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconRulerMeasure size={18} aria-hidden />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {words.insert}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Choices
          orderId={orderId}
          language={language}
          insert={(item) => {
            setOpen(false);
            window.setTimeout(() => insert(item), 50);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ orderId, language, insert }: Props) {
  const words = useSpoken().words.reporting;
  const path = `/reporting/orders/${orderId}/insertables?language=${language}`;
  const query = useQuery({ queryKey: [path], queryFn: () => get<{ insertables: Insertable[] }>(path), gcTime: 0 });
  return (
    <Answer query={query}>
      {({ insertables }) =>
        insertables.length === 0 ? (
          <Text>{words.nothingToInsert}</Text>
        ) : (
          <Stack gap="sm">
            {(["measurement", "key-image"] as const).map((kind) => {
              const found = insertables.filter((each) => each.kind === kind);
              if (found.length === 0) return null;
              return (
                <div key={kind}>
                  <Text fw={600}>{kind === "measurement" ? words.insertMeasurement : words.insertKeyImage}</Text>
                  <div className="report-picks">
                    {found.map((each) => (
                      <Button
                        key={each.reference}
                        variant="subtle"
                        justify="start"
                        c="var(--mantine-color-text)"
                        onClick={() => insert(each)}
                      >
                        {each.text}
                      </Button>
                    ))}
                  </div>
                </div>
              );
            })}
          </Stack>
        )
      }
    </Answer>
  );
}
