import { Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { get } from "../api.ts";
import { bytes } from "../formats.ts";
import { Page, Section } from "../parts/page.tsx";
import { Answer } from "../parts/states.tsx";
import { usePolling } from "../poll.ts";
import type { HouseState } from "../told/administration.ts";
import { useSpoken } from "../words/language.ts";

// At nine tenths the archive takes nothing more in.
const FULL = 0.9;

export function StatePage() {
  const { words } = useSpoken();
  const query = useQuery({
    queryKey: ["state"],
    queryFn: () => get<HouseState>("/state"),
    refetchInterval: usePolling(),
  });
  return (
    <Page title={words.state} lead={words.stateLead}>
      <Answer query={query}>{(state) => <Sections state={state} />}</Answer>
    </Page>
  );
}

function Sections({ state }: { state: HouseState }) {
  const { words, language } = useSpoken();
  const number = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB");
  const { kept, disk } = state;
  const used = 1 - disk.free_bytes / disk.total_bytes;
  return (
    <>
      <Section title={words.kept}>
        <Facts
          facts={[
            [words.studyCount, number.format(kept.studies)],
            [words.imageCount, number.format(kept.instances)],
            [words.volume, bytes(kept.bytes)],
            [words.index, state.index],
            [words.objects, state.objects],
          ]}
        />
      </Section>
      <Section title={words.waiting}>
        <Facts
          facts={[
            [words.toDecide, number.format(kept.questions)],
            [words.setAside, number.format(kept.quarantined)],
            [words.landed, number.format(kept.landed)],
          ]}
        />
      </Section>
      <Section title={words.disk}>
        <Stack gap="xs" p="md">
          <Text>{words.diskFree(bytes(disk.free_bytes), bytes(disk.total_bytes))}</Text>
          <Progress value={used * 100} color={used > FULL ? "red" : "teal"} size="lg" aria-label={words.disk} />
        </Stack>
      </Section>
      <Section title={words.addresses}>
        <Facts
          facts={[
            [words.publicAddress, state.public_url],
            [words.dicomAddress, `${state.ae_title}, ${state.dicom_bind}`],
          ]}
        />
      </Section>
    </>
  );
}

function Facts({ facts }: { facts: [string, string][] }) {
  return (
    <Stack p="md">
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: "contents" }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Stack>
  );
}
