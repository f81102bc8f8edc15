import { Popover } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useState } from "react";
import { useSpoken } from "../../desk/words/language.ts";
import { applyPreset, presetsOf } from "../commands.ts";
import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";

/** Windows by name, each with its key, and the numbers to be typed. */
export function WindowMenu() {
  const { words: all, language } = useSpoken();
  const words = all.viewer;
  const { engine } = useWorkspace();
  const state = useEngineState();
  useEngineTicks();
  const [isOpen, setOpen] = useState(false);
  const window = engine?.look(state.active)?.window ?? null;
  const presets = engine === null ? [] : presetsOf(engine);
  const type = (change: Partial<{ center: number; width: number }>) => {
    const wanted = window === null ? null : { ...window, ...change };
    if (engine !== null && wanted !== null && Number.isFinite(wanted.center) && wanted.width > 0) {
      engine.change(state.active, { window: wanted });
    }
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="tool"
          disabled={engine === null || window === null}
          aria-label={words.windows}
          title={words.windows}
          onClick={() => setOpen(!isOpen)}
        >
          <IconAdjustments size={22} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p="xs" role="dialog" aria-label={words.windows}>
        <div className="windows">
          {[
            { name: words.windowOfFile, digit: 0 },
            ...presets.slice(0, 9).map((preset, at) => ({ name: preset[language], digit: at + 1 })),
          ].map(({ name, digit }) => (
            <button
              key={digit}
              type="button"
              className="line"
              onClick={() => engine !== null && applyPreset(engine, digit)}
            >
              <span>{name}</span>
              <kbd>{digit}</kbd>
            </button>
          ))}
          {window !== null && (
            <div className="numbers">
              <Typed label={words.center} value={window.center} take={(center) => type({ center })} />
              <Typed label={words.width} value={window.width} take={(width) => type({ width })} />
            </div>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Typed({ label, value, take }: { label: string; value: number; take: (value: number) => void }) {
  const [text, setText] = useState<string | null>(null);
  return (
    <label>
      {label}
      <input
        className="field"
        type="number"
        step="any"
        value={text ?? String(Math.round(value * 100) / 100)}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (event.currentTarget.value !== "") take(Number(event.currentTarget.value));
        }}
        onBlur={() => setText(null)}
      />
    </label>
  );
}
