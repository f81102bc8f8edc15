import {
  IconArrowAutofitContent,
  IconArrowsMove,
  IconArrowsVertical,
  IconContrast,
  IconCube,
  IconCurrentLocation,
  IconFlipHorizontal,
  IconFlipVertical,
  IconHelp,
  IconLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRotateClockwise,
  IconSunHigh,
  IconStack2,
  IconTextCaption,
  IconZoomIn,
} from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { useWords } from "../../desk/words/language.ts";
import type { Engine, Refusal } from "../../engine/engine.ts";
import { DrawingTools } from "../annotations/drawing-tools.tsx";
import { type Command, run } from "../commands.ts";
import { useEngineValue, useInHand, useWorkspace } from "../workspace.tsx";
import { CineRate } from "./cine-rate.tsx";
import { LayoutMenu } from "./layout-menu.tsx";
import { SlabMenu } from "./slab-menu.tsx";
import { WindowMenu } from "./window-menu.tsx";

type Icon = ComponentType<{ size?: number; "aria-hidden"?: boolean }>;

const TOOLS: readonly (readonly [string, Command, Icon])[] = [
  ["scroll", "holdScroll", IconArrowsVertical],
  ["window", "holdWindow", IconSunHigh],
  ["zoom", "holdZoom", IconZoomIn],
  ["pan", "holdPan", IconArrowsMove],
  ["crosshair", "holdCrosshair", IconCurrentLocation],
];

/** What the hand holds, and what can be done to the picture in hand. */
export function ToolStrip({ help }: { help: () => void }) {
  const { viewer: words, shown } = useWords();
  const { hasTexts, setTexts, hasOverlays, setOverlays } = useWorkspace();
  const inHand = useEngineValue(({ tool }) => tool, "");
  const active = usePictureInHand();
  return (
    <section className="strip" aria-label={words.tools}>
      <div className="tool-strip" role="toolbar" aria-label={words.tools}>
        {TOOLS.map(([name, command, Icon]) => (
          <Button key={name} command={command} isPressed={inHand === name}>
            <Icon size={22} aria-hidden />
          </Button>
        ))}
        <DrawingTools />
        <span className="gap" />
        <WindowMenu />
        <Button command="invert" isPressed={active.isInverted}>
          <IconContrast size={22} aria-hidden />
        </Button>
        <Button command="rotate">
          <IconRotateClockwise size={22} aria-hidden />
        </Button>
        <Button command="flipHorizontally" isPressed={active.isFlippedHorizontally}>
          <IconFlipHorizontal size={22} aria-hidden />
        </Button>
        <Button command="flipVertically" isPressed={active.isFlippedVertically}>
          <IconFlipVertical size={22} aria-hidden />
        </Button>
        <Button command="fit">
          <IconArrowAutofitContent size={22} aria-hidden />
        </Button>
        <Button command="oneToOne">
          <span aria-hidden>1:1</span>
        </Button>
        <Button command="reset">
          <IconRefresh size={22} aria-hidden />
        </Button>
        <span className="gap" />
        <Button command="cine" isPressed={active.isPlaying}>
          {active.isPlaying ? <IconPlayerPause size={22} aria-hidden /> : <IconPlayerPlay size={22} aria-hidden />}
        </Button>
        <CineRate />
        <span className="gap" />
        <LayoutMenu />
        <Button command="link" isPressed={active.isLinked} isDisabled={active.isAlone}>
          <IconLink size={22} aria-hidden />
        </Button>
        <Button
          command="reformat"
          isPressed={active.isPlane}
          isDisabled={active.noPlanes !== null}
          why={active.noPlanes === null || active.noPlanes === "nothing" ? "" : words.noPlanes[active.noPlanes]}
        >
          <IconCube size={22} aria-hidden />
        </Button>
        {active.isPlane && <SlabMenu />}
        <span className="gap" />
        <button
          type="button"
          className="tool"
          aria-pressed={hasTexts}
          aria-label={words.texts}
          title={`${words.texts} (t)`}
          onClick={() => setTexts(!hasTexts)}
        >
          <IconTextCaption size={22} aria-hidden />
        </button>
        <button
          type="button"
          className="tool"
          aria-pressed={hasOverlays}
          aria-label={shown.overlays}
          title={`${shown.overlays} (o)`}
          onClick={() => setOverlays(!hasOverlays)}
        >
          <IconStack2 size={22} aria-hidden />
        </button>
        <button type="button" className="tool" aria-label={words.help} title={`${words.help} (?)`} onClick={help}>
          <IconHelp size={22} aria-hidden />
        </button>
      </div>
    </section>
  );
}

/** What the buttons tell of the picture in hand; nothing of it changes while pages are turned. */
function usePictureInHand() {
  return {
    isInverted: useInHand((state) => state.isInverted, false),
    isFlippedHorizontally: useInHand((state) => state.isFlippedHorizontally, false),
    isFlippedVertically: useInHand((state) => state.isFlippedVertically, false),
    isPlaying: useInHand((state) => state.cine !== null, false),
    isPlane: useInHand((state) => state.plane !== "acquired", false),
    isLinked: useEngineValue(({ state }) => state.isLinked, false),
    isAlone: useEngineValue(({ state }) => state.viewports.length < 2, true),
    noPlanes: useEngineValue(noPlanes, "nothing"),
  };
}

/** Why no planes can be cut through what is in hand; null where they can. */
function noPlanes(engine: Engine): Refusal | "nothing" | null {
  const state = engine.state.viewports[engine.state.active];
  return state == null ? "nothing" : engine.refusalOf(state.series);
}

function Button(props: {
  command: Command;
  isPressed?: boolean;
  isDisabled?: boolean;
  why?: string;
  children: ReactNode;
}) {
  const words = useWords().viewer;
  const { engine, study, others } = useWorkspace();
  const name = [words.command[props.command], props.why].filter(Boolean).join(": ");
  return (
    <button
      type="button"
      className="tool"
      {...(props.isPressed === undefined ? {} : { "aria-pressed": props.isPressed })}
      disabled={engine === null || props.isDisabled === true}
      aria-label={name}
      title={name}
      onClick={() => engine !== null && run(props.command, { engine, studies: [study, ...others] })}
    >
      {props.children}
    </button>
  );
}
