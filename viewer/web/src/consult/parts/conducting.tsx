import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { get } from "../../desk/api.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { Answer, sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { ChosenInvitee, Consult, OfferedStudy } from "../types.ts";
import { useChange } from "../use-consults.ts";
import { HandOn } from "./answering.tsx";
import { ChooseOpened, type Opened, openedBody } from "./choose-opened.tsx";
import { ChosenPeople, FindPeople, inviteeKey, inviteesBody } from "./choose-people.tsx";

/** What those who take part can do besides going into the room. */
export function Conducting({ consult }: { consult: Consult }) {
  const own = useWords().consult;
  const [shown, setShown] = useState<"invite" | "open" | "withdraw" | "begin" | "hand-on" | null>(null);
  const change = useChange(consult.code);
  const can = (deed: Consult["deeds"][number]) => consult.deeds.includes(deed);
  const close = () => setShown(null);
  return (
    <>
      <Group gap="sm">
        {can("begin") && (
          <Button variant="default" onClick={() => setShown("begin")}>
            {own.begin}
          </Button>
        )}
        {can("invite") && (
          <Button variant="default" onClick={() => setShown("invite")}>
            {own.askMore}
          </Button>
        )}
        {can("open-more") && (
          <Button variant="default" onClick={() => setShown("open")}>
            {own.openMore}
          </Button>
        )}
        {can("hand-on") && (
          <Button variant="default" onClick={() => setShown("hand-on")}>
            {own.handOn}
          </Button>
        )}
        {can("withdraw") && (
          <Button variant="default" onClick={() => setShown("withdraw")}>
            {own.withdraw}
          </Button>
        )}
      </Group>
      <Ask
        title={own.beginTitle}
        lead={own.beginLead}
        yes={own.begin}
        isOpen={shown === "begin"}
        close={close}
        act={() => change.mutateAsync({ path: "begin" })}
      />
      {shown === "invite" && <Invite consult={consult} close={close} />}
      {shown === "open" && <OpenMore consult={consult} close={close} />}
      {shown === "withdraw" && <Withdraw consult={consult} close={close} />}
      {shown === "hand-on" && <HandOn code={consult.code} invitationId={null} close={close} />}
    </>
  );
}

function Changing(props: {
  title: string;
  lead?: string;
  yes: string;
  isReady: boolean;
  isGrave?: boolean;
  code: string;
  path: string;
  body: unknown;
  close: () => void;
  children: ReactNode;
}) {
  const words = useWords();
  const change = useChange(props.code);
  return (
    <Modal opened size="lg" onClose={props.close} title={props.title} closeButtonProps={{ "aria-label": words.close }}>
      <Stack gap="md">
        {props.lead !== undefined && <Text>{props.lead}</Text>}
        {props.children}
        {change.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(change.error, words)}
          </Alert>
        )}
        <Group justify="end">
          <Button variant="default" onClick={props.close}>
            {words.cancel}
          </Button>
          <Button
            disabled={!props.isReady}
            loading={change.isPending}
            onClick={() => change.mutate({ path: props.path, body: props.body }, { onSuccess: props.close })}
            {...(props.isGrave === true ? { color: "red.9" } : {})}
          >
            {props.yes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Invite({ consult, close }: { consult: Consult; close: () => void }) {
  const own = useWords().consult;
  const [chosen, setChosen] = useState<ChosenInvitee[]>([]);
  // Only who is of the asking hospital conducts it as well.
  const hospital = consult.is_own_hospital ? consult.hospital_id : null;
  return (
    <Changing
      title={own.askMore}
      lead={own.whomLead}
      yes={own.askYes}
      isReady={chosen.length > 0}
      code={consult.code}
      path="invite"
      body={{ invitees: inviteesBody(chosen), revision: consult.revision }}
      close={close}
    >
      <ChosenPeople chosen={chosen} ownHospitalId={hospital} change={setChosen} />
      <FindPeople
        isTaken={(found) => chosen.some((each) => inviteeKey(each) === inviteeKey(found))}
        take={(found) => setChosen([...chosen, { ...found, part: "speaks" }])}
      />
    </Changing>
  );
}

function OpenMore({ consult, close }: { consult: Consult; close: () => void }) {
  const own = useWords().consult;
  const query = useQuery({
    queryKey: ["consult-further", consult.code],
    queryFn: () => get<{ studies: OfferedStudy[] }>(`/consults/${consult.code}/offer`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [opened, setOpened] = useState<Opened>({ series: new Set(), records: new Set() });
  return (
    <Changing
      title={own.openMore}
      lead={own.openedLead}
      yes={own.openMore}
      isReady={opened.series.size + opened.records.size > 0}
      code={consult.code}
      path="open"
      body={{ ...openedBody(opened), revision: consult.revision }}
      close={close}
    >
      <Answer query={query}>
        {({ studies }) => (
          <ChooseOpened
            studies={without(studies, consult.opened ?? [])}
            baseId={consult.study_id ?? 0}
            opened={opened}
            change={setOpened}
          />
        )}
      </Answer>
    </Changing>
  );
}

/** What is not open yet. */
function without(studies: OfferedStudy[], open: OfferedStudy[]): OfferedStudy[] {
  const series = new Set(open.flatMap((study) => study.series.map(({ id }) => id)));
  const records = new Set(open.flatMap((study) => study.records.map(({ kind, id }) => `${kind} ${id}`)));
  return studies
    .map((study) => ({
      ...study,
      series: study.series.filter(({ id }) => !series.has(id)),
      records: study.records.filter(({ kind, id }) => !records.has(`${kind} ${id}`)),
    }))
    .filter((study) => study.series.length + study.records.length > 0);
}

function Withdraw({ consult, close }: { consult: Consult; close: () => void }) {
  const own = useWords().consult;
  const [reason, setReason] = useState("");
  return (
    <Changing
      title={own.withdrawTitle}
      lead={own.withdrawLead}
      yes={own.withdraw}
      isReady={reason.trim() !== ""}
      isGrave
      code={consult.code}
      path="withdraw"
      body={{ reason, revision: consult.revision }}
      close={close}
    >
      <Textarea
        label={own.reason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        maxLength={1000}
        autosize
        minRows={2}
      />
    </Changing>
  );
}
