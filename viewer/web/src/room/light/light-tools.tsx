import {
  IconArrowAutofitContent,
  IconArrowBackUp,
  IconArrowNarrowUp,
  IconArrowsVertical,
  IconHandFinger,
  IconLasso,
  IconRulerMeasure,
} from "@tabler/icons-react";
import type { Annotating } from "../../view/annotations/annotating.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useRoomValue } from "../page/use-room.ts";
import type { LightScreen } from "./light-screen.ts";

/** What a finger does, in reach of the thumb. */
export function LightTools({ screen, annotating }: { screen: LightScreen; annotating: Annotating }) {
  const { light: words } = useRoomWords();
  const mayDraw = useRoomValue((room) => room.mayDraw);
  const tools = [
    ["scroll", words.hand, IconArrowsVertical],
    ...(mayDraw
      ? ([
          ["point", words.point, IconHandFinger],
          ["freehand", words.draw, IconLasso],
          ["arrow", words.arrow, IconArrowNarrowUp],
          ["length", words.length, IconRulerMeasure],
        ] as const)
      : []),
  ] as const;
  return (
    <div className="light-tools" role="toolbar">
      {tools.map(([tool, name, Icon]) => (
        <button
          key={tool}
          type="button"
          className="room-button"
          aria-pressed={screen.tool === tool}
          aria-label={name}
          title={name}
          onClick={() => {
            screen.tool = tool;
          }}
        >
          <Icon size={22} aria-hidden />
          <span className="short">{name}</span>
        </button>
      ))}
      {annotating.history.canUndo && (
        <button
          type="button"
          className="room-button"
          aria-label={words.undo}
          title={words.undo}
          onClick={() => annotating.history.undo()}
        >
          <IconArrowBackUp size={22} aria-hidden />
          <span className="short">{words.undo}</span>
        </button>
      )}
      <button
        type="button"
        className="room-button"
        aria-label={words.fit}
        title={words.fit}
        onClick={() => screen.change({ zoom: 1, pan: [0, 0] })}
      >
        <IconArrowAutofitContent size={22} aria-hidden />
        <span className="short">{words.fit}</span>
      </button>
    </div>
  );
}
