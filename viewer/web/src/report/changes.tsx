import { Text } from "@mantine/core";
import { useWords } from "../desk/words/language.ts";
import { type Changes, SECTIONS } from "./types.ts";

/** What is different, word by word; what was taken out is struck through, what came is underlined. */
export function ChangesView({ changes }: { changes: Changes }) {
  const words = useWords().reporting;
  const keys = SECTIONS.filter((key) => changes[key] !== undefined);
  if (keys.length === 0) return <Text c="dimmed">{words.noChanges}</Text>;
  return (
    <div className="report-text report-changes">
      {keys.map((key) => (
        <div key={key}>
          <p className="report-heading">{words.sections[key]}</p>
          <p className="pre">
            {(changes[key] ?? []).map((piece, position) =>
              piece.change === "added" ? (
                <ins key={position}>{piece.text}</ins>
              ) : piece.change === "taken-out" ? (
                <del key={position}>{piece.text}</del>
              ) : (
                <span key={position}>{piece.text}</span>
              ),
            )}
          </p>
        </div>
      ))}
    </div>
  );
}
