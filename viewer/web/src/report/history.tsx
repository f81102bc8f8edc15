import { Stack, Text } from "@mantine/core";
import { moment } from "../desk/formats.ts";
import { useSpoken } from "../desk/words/language.ts";
import { SECTIONS, type Sections, type Work } from "./types.ts";

/** What happened to a report while it was written, with the texts that were kept aside. */
export function History({ work }: { work: Work }) {
  const { words, language } = useSpoken();
  const own = words.reporting;
  return (
    <details>
      <summary className="report-summary">{own.history}</summary>
      <Stack gap="xs" p="md">
        {work.steps.map((step) => (
          <div key={step.id}>
            <Text>{`${moment(step.at, language)} · ${step.name} · ${own.steps[step.kind]}`}</Text>
            {step.note !== "" && <Text className="pre">{step.note}</Text>}
            {step.aside !== "" && <Text className="pre report-aside">{plain(step.aside, own.sections)}</Text>}
          </div>
        ))}
      </Stack>
    </details>
  );
}

/** The words of sections, to be copied; nothing of them is put into the page as markup. */
function plain(aside: string, names: Record<(typeof SECTIONS)[number], string>): string {
  const sections = JSON.parse(aside) as Sections;
  return SECTIONS.filter((key) => sections[key] !== undefined)
    .map((key) => `${names[key]}\n${textOf(sections[key] ?? "")}`)
    .join("\n\n");
}

function textOf(html: string): string {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return [...parsed.body.querySelectorAll("p, li")].map((each) => each.textContent ?? "").join("\n");
}
