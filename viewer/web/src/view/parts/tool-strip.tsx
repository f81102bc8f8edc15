import { IconArrowsMove, IconArrowsVertical, IconSunHigh, IconZoomIn } from "@tabler/icons-react";
import { useWords } from "../../desk/words/language.ts";
import { useEngineTicks, useWorkspace } from "../workspace.tsx";

const TOOLS = [
  { name: "scroll", Icon: IconArrowsVertical },
  { name: "window", Icon: IconSunHigh },
  { name: "zoom", Icon: IconZoomIn },
  { name: "pan", Icon: IconArrowsMove },
] as const;

/** What the hand holds. */
export function ToolStrip() {
  const words = useWords().viewer;
  const { engine } = useWorkspace();
  useEngineTicks();
  return (
    <div className="tool-strip" role="toolbar" aria-label={words.tools}>
      {TOOLS.map(({ name, Icon }) => (
        <button
          key={name}
          type="button"
          className="tool"
          aria-pressed={engine?.tool === name}
          title={words.tool[name]}
          aria-label={words.tool[name]}
          onClick={() => {
            if (engine !== null) engine.tool = name;
          }}
        >
          <Icon size={22} aria-hidden />
        </button>
      ))}
    </div>
  );
}
