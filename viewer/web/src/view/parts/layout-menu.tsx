import { Popover } from "@mantine/core";
import { IconLayoutGrid } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../desk/words/language.ts";
import { setLayout } from "../commands.ts";
import { usePreferences } from "../preferences.ts";
import { kindOf } from "../hanging.ts";
import { useEngineValue, useWorkspace } from "../workspace.tsx";

const SIDES = [1, 2, 3] as const;

/** From one place to nine; what is chosen is remembered for exams of this kind. */
export function LayoutMenu() {
  const words = useWords().viewer;
  const { engine, study, others, firstState } = useWorkspace();
  const nowRows = useEngineValue(({ state }) => state.rows, firstState.rows);
  const nowColumns = useEngineValue(({ state }) => state.columns, firstState.columns);
  const { change } = usePreferences();
  const [isOpen, setOpen] = useState(false);
  const choose = (rows: number, columns: number) => {
    if (engine === null) return;
    setLayout({ engine, studies: [study, ...others] }, rows, columns);
    if (others.length === 0) {
      change((kept) => ({ ...kept, layouts: { ...kept.layouts, [kindOf(study)]: { rows, columns } } }));
    }
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="tool"
          disabled={engine === null}
          aria-label={words.layout}
          title={words.layout}
          onClick={() => setOpen(!isOpen)}
        >
          <IconLayoutGrid size={22} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} role="dialog" aria-label={words.layout}>
        <div className="layouts">
          {SIDES.flatMap((rows) =>
            SIDES.map((columns) => (
              <button
                key={`${rows}${columns}`}
                type="button"
                className="tool"
                aria-pressed={nowRows === rows && nowColumns === columns}
                onClick={() => choose(rows, columns)}
              >
                {words.layoutOf(rows, columns)}
              </button>
            )),
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
