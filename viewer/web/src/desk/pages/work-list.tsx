import { ActionIcon, Button, Center, Collapse, Group, Loader, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconArrowUp, IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { post } from "../api.ts";
import { FilterChips } from "../finding/chips.tsx";
import { ALL, type Criteria, isSame, keepCriteria, keptCriteria } from "../finding/criteria.ts";
import { ListFilters } from "../finding/list-filters.tsx";
import { useRowKeys } from "../finding/row-keys.ts";
import { SavedLists } from "../finding/saved-lists.tsx";
import type { Count } from "../finding/study.ts";
import { StudyRows } from "../finding/study-rows.tsx";
import { useArrivals, useStudies } from "../finding/use-studies.ts";
import { Page } from "../parts/page.tsx";
import { Empty, Failed } from "../parts/states.tsx";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";

const PAUSE_MS = 350;

/** What a reader works from: the studies within reach, found by one box, new ones as they come. */
export function WorkListPage() {
  const words = useWords();
  const { session } = useSession();
  const [criteria, setCriteria] = useState<Criteria>(() => keptCriteria(session.login));
  const [asked] = useDebouncedValue(criteria, PAUSE_MS);
  const [areFiltersOpen, filters] = useDisclosure();
  const field = useRef<HTMLInputElement>(null);
  useRowKeys(field);
  useEffect(() => keepCriteria(session.login, criteria), [session.login, criteria]);
  const list = useStudies(asked);
  const terms = list.query.data?.pages[0]?.terms ?? [];
  return (
    <Page title={words.finding.workList}>
      <Stack gap="sm">
        <Group gap="sm" align="end">
          <SearchBox criteria={criteria} change={setCriteria} field={field} />
          <Button
            variant={areFiltersOpen ? "light" : "default"}
            leftSection={<IconFilter size={18} aria-hidden />}
            aria-expanded={areFiltersOpen}
            aria-controls="list-filters"
            onClick={filters.toggle}
          >
            {words.finding.filters}
          </Button>
        </Group>
        <SavedLists criteria={criteria} change={setCriteria} />
        <Collapse expanded={areFiltersOpen}>
          <ListFilters criteria={criteria} change={setCriteria} />
        </Collapse>
        <FilterChips criteria={criteria} terms={terms} change={setCriteria} />
        <Studies criteria={asked} list={list} />
      </Stack>
    </Page>
  );
}

function SearchBox(props: {
  criteria: Criteria;
  change: (criteria: Criteria) => void;
  field: React.RefObject<HTMLInputElement | null>;
}) {
  const { criteria, change, field } = props;
  const words = useWords();
  const clear = () => {
    change({ ...criteria, text: "" });
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && criteria.text !== "") clear();
  };
  return (
    <form role="search" style={{ flex: "1 1 20rem" }} onSubmit={(event) => event.preventDefault()}>
      <TextInput
        ref={field}
        label={words.finding.find}
        description={words.finding.findHow}
        placeholder={words.finding.findHint}
        value={criteria.text}
        maxLength={200}
        onChange={(event) => change({ ...criteria, text: event.currentTarget.value })}
        onKeyDown={press}
        autoFocus={matchMedia("(hover: hover)").matches}
        autoComplete="off"
        spellCheck={false}
        inputWrapperOrder={["label", "input", "error"]}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={
          criteria.text !== "" && (
            <ActionIcon variant="subtle" color="gray" aria-label={words.clear} onClick={clear} size="lg">
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )
        }
      />
    </form>
  );
}

function Studies({ criteria, list }: { criteria: Criteria; list: ReturnType<typeof useStudies> }) {
  const words = useWords();
  const { query, studies, newest, see } = list;
  if (query.data === undefined) {
    if (query.error !== null) return <Failed error={query.error} again={() => void query.refetch()} />;
    return (
      <Center py="xl" role="status" aria-label={words.loading}>
        <Loader type="dots" />
      </Center>
    );
  }
  return (
    <Stack gap="xs">
      <Group justify="space-between" mih={36}>
        <Counted criteria={criteria} newest={newest} />
        <Arrivals criteria={criteria} list={list} />
      </Group>
      {query.error !== null && <Failed error={query.error} again={() => void query.refetch()} />}
      {studies.length === 0 ? <Nothing criteria={criteria} /> : <StudyRows studies={studies} see={see} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
          style={{ alignSelf: "center" }}
        >
          {words.finding.more}
        </Button>
      )}
      <Text c="dimmed" size="sm" visibleFrom="sm">
        {words.finding.keysHint}
      </Text>
    </Stack>
  );
}

function Nothing({ criteria }: { criteria: Criteria }) {
  const words = useWords();
  const isAll = isSame({ ...criteria, order: ALL.order }, ALL);
  return (
    <div className="surface">
      {isAll ? (
        <Empty title={words.finding.noStudies}>{words.finding.noStudiesLead}</Empty>
      ) : (
        <Empty title={words.finding.nothingFound}>{words.finding.nothingFoundLead}</Empty>
      )}
    </div>
  );
}

/** How many there are; asked after the list itself, which nobody should wait for. */
function Counted({ criteria, newest }: { criteria: Criteria; newest: number }) {
  const words = useWords();
  const query = useQuery({
    queryKey: ["work-list-count", criteria, newest],
    queryFn: () => post<Count>("/work-list/count", criteria),
    placeholderData: (before) => before,
  });
  return (
    <Text c="dimmed" aria-live="polite">
      {query.data !== undefined && words.finding.counted(query.data.count, query.data.is_more)}
    </Text>
  );
}

/** What came since, quietly: nothing moves under the eyes of whoever reads. */
function Arrivals({ criteria, list }: { criteria: Criteria; list: ReturnType<typeof useStudies> }) {
  const words = useWords();
  const arrived = useArrivals(criteria, list.newest);
  const count = arrived?.count ?? 0;
  useEffect(() => {
    if (count > 0 && isAtRest()) list.renew();
  }, [count, list]);
  if (arrived === undefined || count === 0) return null;
  return (
    <Button
      size="sm"
      variant="light"
      className="chip"
      c="var(--mantine-color-text)"
      leftSection={<IconArrowUp size={16} aria-hidden />}
      role="status"
      onClick={() => {
        list.renew();
        window.scrollTo({ top: 0 });
      }}
    >
      {words.finding.arrived(count, arrived.is_more)}
    </Button>
  );
}

/** Whether new rows disturb nobody: the list stands at its top, and no row of it has the focus. */
function isAtRest(): boolean {
  return window.scrollY < 40 && document.activeElement?.closest("tr[data-study]") == null;
}
