import { Radio } from "@mantine/core";
import { useWords } from "../../desk/words/language.ts";
import { howLong } from "../texts.ts";
import { type Deadlines, URGENCIES, type Urgency } from "../types.ts";

/** How urgent it is, and what that means: until when somebody should have answered. */
export function UrgencyChoice(props: { deadlines: Deadlines; urgency: Urgency; change: (urgency: Urgency) => void }) {
  const words = useWords();
  return (
    <Radio.Group
      label={words.consult.urgency}
      value={props.urgency}
      onChange={(value) => props.change(value as Urgency)}
      size="md"
    >
      <div className="urgency-choice">
        {URGENCIES.map((each) => (
          <Radio
            key={each}
            value={each}
            label={words.consult.urgencies[each]}
            description={words.consult.answerWithin(howLong(props.deadlines[each], words))}
            py={8}
            mih={44}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
