import { Alert, Button, Checkbox, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { localInput, time, withOffset } from "../../desk/formats.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { sentence } from "../../desk/parts/states.tsx";
import { useSpoken } from "../../desk/words/language.ts";
import { KeyImages } from "./key-images.tsx";
import type { Outcome, Referral } from "./types.ts";
import { type Drafting, useDraft } from "./use-draft.ts";
import { useOutcomeDeed } from "./use-outcome.ts";
import { Dissents } from "./version.tsx";

const NOWHERE: Referral = { hospital: "", department: "", at: null, how: "" };

/** What whoever asks writes, with what others propose. */
export function DraftForm({ outcome }: { outcome: Outcome }) {
  const { words, language } = useSpoken();
  const own = words.conclusion;
  const drafting = useDraft(outcome, language);
  const { wording, change } = drafting;
  return (
    <Stack className="surface" p="md" gap="md">
      <SaveLine drafting={drafting} />
      <Textarea
        label={own.opinion}
        value={wording.opinion}
        onChange={(event) => change({ opinion: event.currentTarget.value })}
        autosize
        minRows={4}
        maxLength={20_000}
      />
      <Textarea
        label={own.plan}
        value={wording.plan}
        onChange={(event) => change({ plan: event.currentTarget.value })}
        autosize
        minRows={3}
        maxLength={20_000}
      />
      <Proposals outcome={outcome} drafting={drafting} />
      {outcome.draft !== null && <Dissents outcome={outcome} dissents={outcome.draft.dissents} />}
      <ReferralFields drafting={drafting} isReferral={outcome.is_referral} />
      <KeyImages outcome={outcome} drafting={drafting} />
      <div>
        <Text size="sm" fw={500} id="outcome-language">
          {own.language}
        </Text>
        <SegmentedControl
          aria-labelledby="outcome-language"
          value={wording.language}
          onChange={(value) => change({ language: value === "en" ? "en" : "zh" })}
          data={[
            { value: "zh", label: "中文" },
            { value: "en", label: "English" },
          ]}
        />
      </div>
      <Concluding outcome={outcome} drafting={drafting} />
    </Stack>
  );
}

function SaveLine({ drafting }: { drafting: Drafting }) {
  const { words, language } = useSpoken();
  const own = words.conclusion;
  if (drafting.isBehind) {
    return (
      <Alert color="yellow" variant="outline" role="alert">
        <Group justify="space-between">
          {own.behind}
          <Button size="xs" variant="default" onClick={drafting.takeTheirs}>
            {own.takeTheirs}
          </Button>
        </Group>
      </Alert>
    );
  }
  if (drafting.error !== null) {
    return (
      <Alert color="red" variant="outline" role="alert">
        {sentence(drafting.error, words)}
      </Alert>
    );
  }
  const said = drafting.isDirty
    ? own.notSaved
    : drafting.savedAt === null
      ? own.lead
      : own.saved(time(drafting.savedAt, language));
  return (
    <Text size="xs" c="dimmed" role="status">
      {said}
    </Text>
  );
}

function Proposals({ outcome, drafting }: { outcome: Outcome; drafting: Drafting }) {
  const own = useSpoken().words.conclusion;
  return (outcome.draft?.proposals ?? []).map((each) => {
    const who = outcome.people.find(({ id }) => id === each.participant);
    return (
      <div key={each.participant} className="outcome-proposal">
        <Group justify="space-between">
          <Text size="sm" fw={600}>
            {own.proposals} · {who?.name}
          </Text>
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              drafting.change({
                opinion: joined(drafting.wording.opinion, each.opinion),
                plan: joined(drafting.wording.plan, each.plan),
              })
            }
          >
            {own.takeOver}
          </Button>
        </Group>
        <Text size="sm" className="pre breaks">
          {[each.opinion, each.plan].filter((part) => part !== "").join("\n")}
        </Text>
      </div>
    );
  });
}

function ReferralFields({ drafting, isReferral }: { drafting: Drafting; isReferral: boolean }) {
  const own = useSpoken().words.conclusion;
  const { wording, change } = drafting;
  const { referral } = wording;
  const set = (changed: Partial<Referral>) => change({ referral: { ...(referral ?? NOWHERE), ...changed } });
  if (!isReferral && referral === null) return null;
  return (
    <Stack gap="xs">
      <Checkbox
        label={own.referral}
        checked={referral !== null}
        disabled={isReferral && referral !== null}
        onChange={(event) => change({ referral: event.currentTarget.checked ? NOWHERE : null })}
      />
      {referral !== null && (
        <>
          <TextInput
            label={own.referralHospital}
            value={referral.hospital}
            onChange={(event) => set({ hospital: event.currentTarget.value })}
            maxLength={200}
            required
          />
          <TextInput
            label={own.referralDepartment}
            value={referral.department}
            onChange={(event) => set({ department: event.currentTarget.value })}
            maxLength={200}
          />
          <TextInput
            type="datetime-local"
            label={own.referralAt}
            value={localInput(referral.at)}
            onChange={(event) =>
              set({ at: event.currentTarget.value === "" ? null : withOffset(event.currentTarget.value) })
            }
          />
          <TextInput
            label={own.referralHow}
            value={referral.how}
            onChange={(event) => set({ how: event.currentTarget.value })}
            maxLength={500}
          />
        </>
      )}
    </Stack>
  );
}

function Concluding({ outcome, drafting }: { outcome: Outcome; drafting: Drafting }) {
  const { words } = useSpoken();
  const own = words.conclusion;
  const [isAsking, setAsking] = useState(false);
  const deed = useOutcomeDeed();
  const revision = drafting.revision;
  const isFurther = outcome.versions.length > 0;
  const { opinion, referral } = drafting.wording;
  const isNowhere = outcome.is_referral ? !referral?.hospital.trim() : referral?.hospital.trim() === "";
  const isReady = !drafting.isDirty && opinion.trim() !== "" && !isNowhere && revision > 0;
  return (
    <Group>
      {isNowhere && opinion.trim() !== "" && (
        <Text size="sm" c="dimmed" w="100%">
          {words.problem["conclusion-nowhere"]}
        </Text>
      )}
      <Button disabled={!isReady} onClick={() => setAsking(true)}>
        {own.conclude}
      </Button>
      {isFurther && revision > 0 && (
        <Button variant="default" onClick={() => deed.mutate({ path: "draft/drop", body: { revision } })}>
          {own.dropVersion}
        </Button>
      )}
      <Ask
        title={own.conclude}
        lead={own.concludeLead}
        yes={own.conclude}
        isOpen={isAsking}
        close={() => setAsking(false)}
        act={() => deed.mutateAsync({ path: "conclude", body: { revision } })}
      />
    </Group>
  );
}

function joined(former: string, added: string): string {
  return [former, added].filter((part) => part.trim() !== "").join("\n");
}
