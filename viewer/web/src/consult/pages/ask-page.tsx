import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { get, post } from "../../desk/api.ts";
import { dicomDate, personName } from "../../desk/formats.ts";
import { Page, Section } from "../../desk/parts/page.tsx";
import { Answer, sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import "../consult.css";
import { ChooseOpened, type Opened, openedBody } from "../parts/choose-opened.tsx";
import { ChooseGuests } from "../parts/choose-guests.tsx";
import { ChosenPeople, FindPeople, inviteeKey, inviteesBody } from "../parts/choose-people.tsx";
import { IssuedGuests } from "../parts/issued-guests.tsx";
import { UrgencyChoice } from "../parts/urgency-choice.tsx";
import type { ChosenInvitee, IssuedGuest, ListedConsult, NewGuest, Offer, Urgency } from "../types.ts";

const LONGEST_QUESTION = 4000;

/** Asks colleagues of other hospitals about a study: what they see, what is asked, how urgent it is, and whom. */
export function AskPage({ studyId }: { studyId: number }) {
  const words = useWords();
  const query = useQuery({
    queryKey: ["consult-offer", studyId],
    queryFn: () => get<Offer>(`/studies/${studyId}/consult`),
    // What somebody has chosen must not move under their hand.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page title={words.consult.ask} lead={words.consult.askLead}>
      <Answer query={query}>{(offer) => <AskForm offer={offer} />}</Answer>
    </Page>
  );
}

function AskForm({ offer }: { offer: Offer }) {
  const words = useWords();
  const own = words.consult;
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [opened, setOpened] = useState<Opened>(() => atFirst(offer));
  const [invitees, setInvitees] = useState<ChosenInvitee[]>([]);
  const [question, setQuestion] = useState("");
  const [urgency, setUrgency] = useState<Urgency>("routine");
  const [isReferral, setReferral] = useState(false);
  const [guests, setGuests] = useState<NewGuest[]>([]);
  const [hidesIdentity, setHides] = useState(true);
  const asking = useMutation({
    mutationFn: () =>
      post<ListedConsult & { guests: IssuedGuest[] }>("/consults", {
        study_id: offer.study_id,
        question,
        urgency,
        invitees: inviteesBody(invitees),
        ...openedBody(opened),
        is_referral: isReferral,
        guests,
        hides_identity: guests.length > 0 && hidesIdentity,
      }),
    onSuccess: async (consult) => {
      await client.invalidateQueries({ queryKey: ["consults"] });
      // What guests are given is told only in this answer.
      if (consult.guests.length === 0) navigate(`/consults/${consult.code}`);
      else window.scrollTo(0, 0);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    asking.mutate();
  };
  if (asking.data !== undefined && asking.data.guests.length > 0)
    return <IssuedGuests code={asking.data.code} guests={asking.data.guests} />;
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <Who offer={offer} />
        <Section title={own.question}>
          <Stack gap="md" p="md">
            <QuestionFields question={question} change={setQuestion} />
            <UrgencyChoice deadlines={offer.deadlines} urgency={urgency} change={setUrgency} />
            <Checkbox
              label={own.referral}
              checked={isReferral}
              onChange={(event) => setReferral(event.currentTarget.checked)}
              py={8}
              mih={44}
            />
          </Stack>
        </Section>
        <Section title={own.whom} lead={own.whomLead}>
          <Stack gap="md" p="md">
            <ChosenPeople chosen={invitees} ownHospitalId={offer.hospital_id} change={setInvitees} />
            <FindPeople
              hospitals={offer.hospitals}
              isTaken={(found) => invitees.some((each) => inviteeKey(each) === inviteeKey(found))}
              take={(found) => setInvitees([...invitees, { ...found, part: "speaks" }])}
            />
          </Stack>
        </Section>
        <Section title={own.guests} lead={own.guestsLead}>
          <ChooseGuests guests={guests} change={setGuests} hidesIdentity={hidesIdentity} hide={setHides} />
        </Section>
        <Section title={own.opened} lead={own.openedLead}>
          <ChooseOpened studies={offer.studies} baseId={offer.study_id} opened={opened} change={setOpened} />
        </Section>
        {asking.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(asking.error, words)}
          </Alert>
        )}
        <Group className="consult-deeds">
          <Button type="submit" loading={asking.isPending}>
            {own.askYes}
          </Button>
          <Text c="dimmed" size="sm">
            {own.openedCount(opened.series.size, opened.records.size)}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

/** The whole exam that is asked about, without what only served to plan it; nothing of others, no record. */
function atFirst(offer: Offer): Opened {
  const base = offer.studies.find(({ id }) => id === offer.study_id);
  const series = (base?.series ?? []).filter((each) => !each.is_localizer).map(({ id }) => id);
  return { series: new Set(series), records: new Set() };
}

function Who({ offer }: { offer: Offer }) {
  const words = useWords();
  const { patient } = offer;
  const sex =
    patient.sex !== "" && patient.sex in words.sexes ? words.sexes[patient.sex as keyof typeof words.sexes] : "";
  return (
    <div className="breaks">
      <Text fw={700} size="lg">
        {personName(patient.name)}
      </Text>
      <Text c="dimmed">
        {[sex, dicomDate(patient.birth_date), patient.id].filter((part) => part !== "").join(" · ")}
      </Text>
    </div>
  );
}

function QuestionFields({ question, change }: { question: string; change: (question: string) => void }) {
  const own = useWords().consult;
  const texts = own.templateTexts;
  const names = Object.keys(texts) as (keyof typeof texts)[];
  const chosen = names.find((name) => texts[name] === question);
  // A template takes the place of another one, never of what somebody wrote.
  const isOwn = question.trim() !== "" && chosen === undefined;
  const choose = (name: keyof typeof own.templates) => {
    const text = name === "none" ? "" : texts[name];
    change(isOwn ? `${question.trimEnd()}\n\n${text}`.trimEnd() : text);
  };
  return (
    <>
      <NativeSelect
        label={own.template}
        value={chosen ?? "none"}
        onChange={(event) => choose(event.currentTarget.value as keyof typeof own.templates)}
        data={(["none", ...names] as const).map((name) => ({ value: name, label: own.templates[name] }))}
      />
      <Textarea
        label={own.question}
        description={own.questionHint}
        value={question}
        onChange={(event) => change(event.currentTarget.value)}
        required
        autosize
        minRows={4}
        maxRows={16}
        maxLength={LONGEST_QUESTION}
      />
    </>
  );
}
