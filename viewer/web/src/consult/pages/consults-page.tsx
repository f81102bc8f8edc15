import { Chip, Group, NativeSelect, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { Page } from "../../desk/parts/page.tsx";
import { Answer, Empty } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import "../consult.css";
import { ConsultCard } from "../parts/consult-card.tsx";
import { examText } from "../texts.ts";
import { type ConsultList, type ListedConsult, TABS, type Tab, URGENCIES } from "../types.ts";
import { useConsults } from "../use-consults.ts";

/** All consults of whoever is signed in: what waits for them first. */
export function ConsultsPage() {
  const words = useWords();
  const query = useConsults();
  return (
    <Page title={words.consult.title}>
      <Answer query={query}>{(list) => <Lists list={list} />}</Answer>
    </Page>
  );
}

function Lists({ list }: { list: ConsultList }) {
  const own = useWords().consult;
  const [chosen, setChosen] = useState<Tab | null>(null);
  const tab = chosen ?? TABS.find((each) => list.counts[each] > 0) ?? "to-answer";
  const [text, setText] = useState("");
  const [urgency, setUrgency] = useState("");
  const [isNew, setNew] = useState(false);
  const within = list.consults.filter((each) => each.tab === tab);
  const shown = within.filter(
    (each) =>
      (urgency === "" || each.urgency === urgency) &&
      (!isNew || each.unseen > 0) &&
      says(each, text.trim().toLowerCase()),
  );
  return (
    <Stack gap="md">
      <Chip.Group value={tab} onChange={(value) => setChosen(value as Tab)}>
        <Group gap="xs" role="radiogroup" aria-label={own.title} className="consult-tabs">
          {TABS.map((each) => (
            <Chip key={each} value={each} size="md" variant="outline">
              {`${own.tabs[each]} ${list.counts[each]}`}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {within.length > 5 && (
        <Group gap="md" align="end">
          <TextInput
            label={own.filterText}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            type="search"
            autoComplete="off"
          />
          <NativeSelect
            label={own.urgency}
            value={urgency}
            onChange={(event) => setUrgency(event.currentTarget.value)}
            data={[
              { value: "", label: own.everyUrgency },
              ...URGENCIES.map((each) => ({ value: each, label: own.urgencies[each] })),
            ]}
          />
          <Switch
            label={own.onlyUnseen}
            checked={isNew}
            onChange={(event) => setNew(event.currentTarget.checked)}
            mih={44}
          />
        </Group>
      )}
      {shown.length === 0 ? (
        <Empty title={own.noneIn[tab]}>{tab === "asked" ? own.noneAskedLead : undefined}</Empty>
      ) : (
        <ul className="consult-cards">
          {shown.map((each) => (
            <ConsultCard key={each.code} consult={each} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

function says(consult: ListedConsult, text: string): boolean {
  if (text === "") return true;
  const names = consult.invitations.flatMap(({ name, hospital }) => [name, hospital]);
  const said = [consult.question, consult.hospital, consult.asker, examText(consult.exam), ...names];
  return said.some((each) => each.toLowerCase().includes(text));
}
