import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBuilding, IconUser, IconUsersGroup, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../desk/api.ts";
import { Failed } from "../../desk/parts/states.tsx";
import { useWords, type Words } from "../../desk/words/language.ts";
import type { ChosenInvitee, FoundInvitee, Part } from "../types.ts";
import "../consult.css";

const PAUSE_MS = 300;

export const inviteeKey = ({ kind, id }: { kind: string; id: number }) => `${kind} ${id}`;

/** What is sent of those who were chosen. */
export function inviteesBody(chosen: readonly ChosenInvitee[]): unknown[] {
  return chosen.map(({ kind, id, part }) => ({ kind, id, part }));
}

/** Finds doctors, departments and groups of all hospitals; whoever is touched is taken. */
export function FindPeople(props: {
  hospitals?: { id: number; name: string }[];
  isTaken: (found: FoundInvitee) => boolean;
  take: (found: FoundInvitee) => void;
}) {
  const words = useWords();
  const own = words.consult;
  const [text, setText] = useState("");
  const [hospital, setHospital] = useState("");
  const [asked] = useDebouncedValue(text.trim(), PAUSE_MS);
  const wanted = { text: asked, hospital_id: hospital === "" ? null : Number(hospital) };
  const query = useQuery({
    queryKey: ["consult-colleagues", wanted],
    queryFn: () => post<{ found: FoundInvitee[] }>("/consults/colleagues", wanted),
    enabled: asked !== "" || hospital !== "",
    placeholderData: keepPreviousData,
  });
  const found = asked === "" && hospital === "" ? undefined : query.data?.found;
  return (
    <Stack gap="sm">
      <div className="form">
        <TextInput
          label={own.find}
          description={own.findHint}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          maxLength={200}
          autoComplete="off"
          type="search"
        />
        {props.hospitals !== undefined && (
          <NativeSelect
            label={own.inHospital}
            value={hospital}
            onChange={(event) => setHospital(event.currentTarget.value)}
            data={[
              { value: "", label: own.everyHospital },
              ...props.hospitals.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
        )}
      </div>
      {query.error !== null && <Failed error={query.error} />}
      <div role="status">
        {found?.length === 0 && (
          <Text c="dimmed" py="xs">
            {own.findNobody}
          </Text>
        )}
      </div>
      {found !== undefined && found.length > 0 && (
        <ul className="people-list surface" aria-label={own.find}>
          {found.map((each) => (
            <li key={inviteeKey(each)}>
              <Described found={each} />
              <Button
                size="sm"
                variant="default"
                className="chip"
                disabled={props.isTaken(each)}
                onClick={() => props.take(each)}
                aria-label={own.choose(each.name)}
              >
                {props.isTaken(each) ? own.chosen : words.add}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

/** Those who were chosen, what each may do, and the way to leave one out again. */
export function ChosenPeople(props: {
  chosen: readonly ChosenInvitee[];
  ownHospitalId: number | null;
  change: (chosen: ChosenInvitee[]) => void;
}) {
  const own = useWords().consult;
  const { chosen, change } = props;
  if (chosen.length === 0) return <Text c="dimmed">{own.nobodyChosen}</Text>;
  const keyed = (part: Part, one: ChosenInvitee) =>
    chosen.map((each) => (inviteeKey(each) === inviteeKey(one) ? { ...each, part } : each));
  return (
    <ul className="people-list surface" aria-label={own.chosen}>
      {chosen.map((each) => (
        <li key={inviteeKey(each)}>
          <Described found={each} />
          <Group gap="xs" wrap="nowrap">
            <NativeSelect
              aria-label={own.partOf(each.name)}
              value={each.part}
              onChange={(event) => change(keyed(event.currentTarget.value as Part, each))}
              data={partsFor(each, props.ownHospitalId).map((part) => ({ value: part, label: own.parts[part] }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={44}
              aria-label={own.takeOut(each.name)}
              onClick={() => change(chosen.filter((one) => inviteeKey(one) !== inviteeKey(each)))}
            >
              <IconX size={20} aria-hidden />
            </ActionIcon>
          </Group>
        </li>
      ))}
    </ul>
  );
}

/** Who conducts beside whoever asks is one person of the asking hospital. */
function partsFor(found: FoundInvitee, ownHospitalId: number | null): Part[] {
  const isHost = found.kind === "person" && found.hospital_id === ownHospitalId;
  return isHost ? ["speaks", "watches", "asks"] : ["speaks", "watches"];
}

export function Described({ found }: { found: FoundInvitee }) {
  const words = useWords();
  const Icon = { person: IconUser, department: IconBuilding, group: IconUsersGroup }[found.kind];
  return (
    <Group gap="xs" wrap="nowrap" align="start" className="breaks">
      <Icon size={20} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <div>
        <Text fw={600}>{found.name}</Text>
        <Text c="dimmed" size="sm">
          {about(found, words)}
        </Text>
      </div>
    </Group>
  );
}

function about(found: FoundInvitee, words: Words): string {
  const role = words.role[found.role as keyof typeof words.role];
  const said =
    found.kind === "person"
      ? [...found.departments, ...(found.departments.length === 0 && role !== undefined ? [role] : [])]
      : [words.consult.kinds[found.kind], words.consult.members(found.members)];
  return [...said, found.hospital].join(" · ");
}
