import { NativeSelect } from "@mantine/core";
import { keepPaper } from "../paper.ts";
import { PAPERS, type Paper } from "../told/orders.ts";
import { useWords } from "../words/language.ts";

export function PaperChoice({ paper, change }: { paper: Paper; change: (paper: Paper) => void }) {
  const words = useWords();
  return (
    <NativeSelect
      label={words.paper}
      value={paper}
      data={PAPERS.map((each) => ({ value: each, label: words.papers[each] }))}
      onChange={(event) => {
        const chosen = event.currentTarget.value as Paper;
        keepPaper(chosen);
        change(chosen);
      }}
    />
  );
}
