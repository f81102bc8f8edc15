import { Kbd, Modal, Table } from "@mantine/core";
import { useWords } from "../../desk/words/language.ts";
import { type Command, KEYS } from "../commands.ts";

/** Which key does what, and what hands and fingers do. */
export function Help(props: {
  isOpen: boolean;
  close: () => void;
  /** Keys of a page that has more than the viewer. */
  more?: readonly (readonly [string, string])[];
}) {
  const { isOpen, close, more = [] } = props;
  const words = useWords();
  const keys = new Map<Command, string[]>();
  for (const [key, command] of Object.entries(KEYS)) keys.set(command, [...(keys.get(command) ?? []), key]);
  const rows: [string[], string][] = [...keys].map(([command, all]) => [all, words.viewer.command[command]]);
  rows.push(
    [["1", "…", "9"], words.viewer.presetKeys],
    [["0"], words.viewer.windowOfFile],
    [["t"], words.viewer.texts],
    [["o"], words.shown.overlays],
  );
  for (const [key, what] of more) rows.push([[key], what]);
  rows.push([["?"], words.viewer.help]);
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={words.viewer.help}
      size="lg"
      closeButtonProps={{ "aria-label": words.close }}
    >
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {rows.map(([all, what]) => (
            <Table.Tr key={what}>
              <Table.Td>
                {all.map((key) => (
                  <Kbd key={key} mr={4}>
                    {words.viewer.keyNames[key as keyof typeof words.viewer.keyNames] ?? key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ul>
        {words.viewer.hands.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Modal>
  );
}
