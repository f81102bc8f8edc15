import { Popover } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useState } from "react";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import { applyPreset, presetsOf } from "../commands.ts";
import { useEngineTicks, useEngineValue, useWorkspace } from "../workspace.tsx";

/** Windows by name, each with its key, and the numbers to be typed. */
export function WindowMenu() {
  const words = useWords().viewer;
  const hasWindow = useEngineValue((engine) => windowInHand(engine) !== null, false);
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="tool"
          disabled={!hasWindow}
          aria-label={words.windows}
          title={words.windows}
          onClick={() => setOpen(!isOpen)}
        >
          <IconAdjustments size={22} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p="xs" role="dialog" aria-label={words.windows}>
        <Windows />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Those that are offered for the picture in hand. */
function Windows() {
  const { words: all, language } = useSpoken();
  const words = all.viewer;
  const { engine } = useWorkspace();
  useEngineTicks();
  const window = engine === null ? null : windowInHand(engine);
  const presets = engine === null ? [] : presetsOf(engine);
  const type = (change: Partial<{ center: number; width: number }>) => {
    const wanted = window === null ? null : { ...window, ...change };
    if (engine !== null && wanted !== null && Number.isFinite(wanted.center) && wanted.width > 0) {
      engine.change(engine.state.active, { window: wanted });
    }
  };
  return (
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
  );
}

function windowInHand(engine: Engine) {
  return engine.look(engine.state.active)?.window ?? null;
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
