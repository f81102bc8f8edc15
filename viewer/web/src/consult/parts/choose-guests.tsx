import { ActionIcon, Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { useWords } from "../../desk/words/language.ts";
import type { NewGuest } from "../types.ts";
import "../consult.css";

/** People without an account, and whether they learn whose images these are. */
export function ChooseGuests(props: {
  guests: readonly NewGuest[];
  change: (guests: NewGuest[]) => void;
  hidesIdentity: boolean;
  hide: (hides: boolean) => void;
}) {
  const own = useWords().consult;
  const { guests, change } = props;
  const [name, setName] = useState("");
  const [organisation, setOrganisation] = useState("");
  const isWhole = name.trim() !== "" && organisation.trim() !== "";
  const add = () => {
    if (!isWhole) return;
    change([...guests, { name: name.trim(), organisation: organisation.trim() }]);
    setName("");
    setOrganisation("");
  };
  // The form around it would ask at once.
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return (
    <Stack gap="md" p="md">
      {guests.length > 0 && (
        <ul className="people-list surface" aria-label={own.guests}>
          {guests.map((each) => (
            <li key={`${each.name} ${each.organisation}`}>
              <div className="breaks">
                <Text fw={600}>{each.name}</Text>
                <Text c="dimmed" size="sm">
                  {each.organisation}
                </Text>
              </div>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={44}
                aria-label={own.takeOut(each.name)}
                onClick={() => change(guests.filter((one) => one !== each))}
              >
                <IconX size={20} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <div className="form">
        <TextInput
          label={own.guestName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={press}
          maxLength={100}
          autoComplete="off"
        />
        <TextInput
          label={own.guestOrganisation}
          value={organisation}
          onChange={(event) => setOrganisation(event.currentTarget.value)}
          onKeyDown={press}
          maxLength={200}
          autoComplete="off"
        />
      </div>
      <Group>
        <Button variant="default" disabled={!isWhole} onClick={add}>
          {own.addGuest}
        </Button>
      </Group>
      {guests.length > 0 && (
        <Checkbox
          label={own.hidesIdentity}
          checked={props.hidesIdentity}
          onChange={(event) => props.hide(event.currentTarget.checked)}
          py={8}
          mih={44}
        />
      )}
    </Stack>
  );
}
