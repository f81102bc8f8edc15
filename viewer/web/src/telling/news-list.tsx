import { Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { moment } from "../desk/formats.ts";
import { Section } from "../desk/parts/page.tsx";
import { Answer } from "../desk/parts/states.tsx";
import { useSpoken } from "../desk/words/language.ts";
import type { PieceOfNews } from "./types.ts";
import { useNews, useReading } from "./use-news.ts";

// As much as one takes in at a glance; what was not looked at yet is always there.
const FEW = 8;

/** What somebody was told, the latest first. */
export function NewsList() {
  const own = useSpoken().words.telling;
  const query = useNews();
  const read = useReading();
  const isUnread = query.data?.news.some((each) => !each.is_read && !each.is_over) ?? false;
  return (
    <Section
      title={own.news}
      actions={
        isUnread && (
          <Button variant="default" size="sm" onClick={() => void read()}>
            {own.readAll}
          </Button>
        )
      }
    >
      <Answer query={query}>{({ news }) => <Entries news={news} read={read} />}</Answer>
    </Section>
  );
}

function Entries({ news, read }: { news: PieceOfNews[]; read: (id: number) => Promise<void> }) {
  const own = useSpoken().words.telling;
  const [isWhole, setWhole] = useState(false);
  if (news.length === 0)
    return (
      <Text p="md" c="dimmed">
        {own.noNews}
      </Text>
    );
  const shown = isWhole ? news : news.filter((each, at) => at < FEW || (!each.is_read && !each.is_over));
  return (
    <>
      <ul className="news">
        {shown.map((each) => (
          <li key={each.id}>
            <Entry each={each} read={read} />
          </li>
        ))}
      </ul>
      {shown.length < news.length && (
        <Group p="xs" justify="center">
          <Button variant="subtle" onClick={() => setWhole(true)}>
            {own.showAll(news.length)}
          </Button>
        </Group>
      )}
    </>
  );
}

function Entry({ each, read }: { each: PieceOfNews; read: (id: number) => Promise<void> }) {
  const { words, language } = useSpoken();
  const own = words.telling;
  const isUnread = !each.is_read && !each.is_over;
  return (
    <a
      className="news-entry"
      href={each.path}
      data-unread={isUnread ? "" : undefined}
      data-over={each.is_over ? "" : undefined}
      onClick={() => void (isUnread && read(each.id))}
    >
      <span className="news-dot" role={isUnread ? "img" : undefined} aria-label={isUnread ? own.unread : undefined} />
      <span className="news-title">{own.kind[each.kind]}</span>
      <State each={each} />
      <span className="news-about">
        <span>{each.hospital}</span>
        <span>{moment(each.created_at, language)}</span>
        {each.answer_by !== null && !each.is_over && <span>{own.answerBy(moment(each.answer_by, language))}</span>}
      </span>
    </a>
  );
}

function State({ each }: { each: PieceOfNews }) {
  const own = useSpoken().words.telling;
  if (each.is_answered) return <Plain text={own.answered} />;
  if (each.is_over) return <Plain text={own.over} />;
  return (
    <Group gap={4} justify="end">
      {each.is_late && (
        <Badge color="yellow" autoContrast tt="none">
          {own.late}
        </Badge>
      )}
      {each.urgency === "emergency" && (
        <Badge color="red.9" tt="none">
          {own.urgency.emergency}
        </Badge>
      )}
      {each.urgency === "urgent" && (
        <Badge color="gray" variant="outline" c="var(--mantine-color-text)" tt="none">
          {own.urgency.urgent}
        </Badge>
      )}
    </Group>
  );
}

function Plain({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}
