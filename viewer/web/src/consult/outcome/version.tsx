import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { moment } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import type { Dissent, Outcome, Version } from "./types.ts";

/** A version as it was frozen: what it says, what is said against it, and who stands for it. */
export function ConcludedVersion(props: { outcome: Outcome; version: Version; code: string }) {
  const { outcome, version, code } = props;
  const { words, language } = useSpoken();
  const own = words.conclusion;
  const isLatest = outcome.versions.at(-1) === version;
  return (
    <Stack component="section" gap="sm" className="surface" p="md" aria-label={own.version(version.version)}>
      <Group gap="xs" justify="space-between">
        <Text size="sm" c="dimmed">
          {outcome.versions.length > 1 && `${own.version(version.version)} · `}
          {own.concludedAt(moment(version.frozen_at, language))}
        </Text>
        {outcome.may.paper && (
          <Button
            component="a"
            href={`/c/api/${code}/outcome/${version.version}.pdf`}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {own.pdf}
          </Button>
        )}
      </Group>
      <Part title={own.opinion} text={version.opinion} />
      {version.plan !== "" && <Part title={own.plan} text={version.plan} />}
      {version.referral !== null && (
        <Part
          title={own.referral}
          text={[
            version.referral.hospital,
            version.referral.department,
            version.referral.at === null ? "" : moment(version.referral.at, language),
            version.referral.how,
          ]
            .filter((part) => part !== "")
            .join(" · ")}
        />
      )}
      <Dissents outcome={outcome} dissents={version.dissents} />
      <Signatures outcome={outcome} version={version} isLatest={isLatest} />
    </Stack>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <Title order={3} size="h6">
        {title}
      </Title>
      <Text className="pre breaks">{text}</Text>
    </div>
  );
}

/** Stand beside the opinion, whoever reads it. */
export function Dissents({ outcome, dissents }: { outcome: Outcome; dissents: readonly Dissent[] }) {
  const own = useSpoken().words.conclusion;
  return dissents.map((each) => {
    const who = outcome.people.find(({ id }) => id === each.participant);
    return (
      <div key={each.participant} className="outcome-dissent">
        <Text size="sm" fw={600}>
          {own.dissent} · {who?.name}
        </Text>
        <Text size="sm" className="pre breaks">
          {each.text}
        </Text>
      </div>
    );
  });
}

function Signatures(props: { outcome: Outcome; version: Version; isLatest: boolean }) {
  const { outcome, version, isLatest } = props;
  const { words, language } = useSpoken();
  const own = words.conclusion;
  const without = isLatest ? outcome.people.filter(({ id }) => outcome.unsigned.includes(id)) : [];
  return (
    <div>
      <Title order={3} size="h6">
        {own.signatures}
      </Title>
      <ul className="outcome-signatures">
        {version.signatures.map((each) => (
          <li key={each.participant}>
            <Text size="sm">
              <strong>{each.name}</strong> · {each.hospital} · {own.meaning[each.meaning]}
            </Text>
            <Text size="xs" c="dimmed">
              {moment(each.signed_at, language)} · {each.seal.slice(0, 16)}
            </Text>
          </li>
        ))}
        {without.map((each) => (
          <li key={each.id}>
            <Text size="sm" component="span">
              {each.name} · {each.hospital}{" "}
            </Text>
            <Badge color="yellow" variant="outline" c="var(--mantine-color-text)" tt="none">
              {own.notSigned}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
