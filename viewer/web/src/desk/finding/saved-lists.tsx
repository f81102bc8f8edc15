import { ActionIcon, Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmark, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post, remove } from "../api.ts";
import { sentence } from "../parts/states.tsx";
import { useWords } from "../words/language.ts";
import { ALL, type Criteria, isSame } from "./criteria.ts";
import type { SavedList } from "./study.ts";

const KEY = ["work-list-saved"];

interface Lists {
  lists: SavedList[];
}

/** Lists at one touch: those that everybody needs, and those that this person keeps. */
export function SavedLists({ criteria, change }: { criteria: Criteria; change: (criteria: Criteria) => void }) {
  const words = useWords();
  const client = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => get<Lists>("/work-list/saved"), staleTime: 60_000 });
  const own = query.data?.lists ?? [];
  const removing = useMutation({
    mutationFn: (id: number) => remove<Lists>(`/work-list/saved/${id}`),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
  const common = [
    { name: words.finding.everything, criteria: ALL },
    { name: words.finding.unread, criteria: { ...ALL, unread_only: true } },
    { name: words.finding.unreported, criteria: { ...ALL, reports: ["none" as const] } },
  ];
  const isKnown = [...common, ...own].some((list) => isSame(list.criteria, criteria));
  return (
    <Group gap="xs" component="nav" aria-label={words.finding.lists}>
      {common.map((list) => (
        <ListButton
          key={list.name}
          name={list.name}
          isHere={isSame(list.criteria, criteria)}
          go={() => change(list.criteria)}
        />
      ))}
      {own.map((list) => {
        const isHere = isSame(list.criteria, criteria);
        return (
          <Group key={list.id} gap={0} wrap="nowrap">
            <ListButton name={list.name} isHere={isHere} go={() => change({ ...ALL, ...list.criteria })} />
            {isHere && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={44}
                aria-label={words.finding.removeList(list.name)}
                onClick={() => removing.mutate(list.id)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        );
      })}
      {!isKnown && <KeepList criteria={criteria} />}
    </Group>
  );
}

function ListButton({ name, isHere, go }: { name: string; isHere: boolean; go: () => void }) {
  return (
    <Button
      size="sm"
      variant={isHere ? "light" : "default"}
      color={isHere ? "teal" : "gray"}
      c="var(--mantine-color-text)"
      fw={isHere ? 600 : 500}
      className="chip"
      aria-pressed={isHere}
      onClick={go}
    >
      {name}
    </Button>
  );
}

function KeepList({ criteria }: { criteria: Criteria }) {
  const words = useWords();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure();
  const [name, setName] = useState("");
  const keeping = useMutation({
    mutationFn: () => post<Lists>("/work-list/saved", { ...criteria, name }),
    onSuccess: (answer) => {
      client.setQueryData(KEY, answer);
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") keeping.mutate();
  };
  return (
    <>
      <Button
        size="sm"
        variant="subtle"
        className="chip"
        leftSection={<IconBookmark size={16} aria-hidden />}
        onClick={() => {
          setName(criteria.text.trim());
          open();
        }}
      >
        {words.finding.keepList}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={words.finding.keepList}
        closeButtonProps={{ "aria-label": words.close }}
      >
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={words.finding.listName}
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            {keeping.error !== null && (
              <Alert color="red" role="alert" variant="outline">
                {sentence(keeping.error, words)}
              </Alert>
            )}
            <Group justify="end">
              <Button type="submit" loading={keeping.isPending} disabled={name.trim() === ""}>
                {words.finding.keep}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
