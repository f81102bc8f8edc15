import {
  IconAngle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowNarrowUp,
  IconColorPicker,
  IconCross,
  IconLasso,
  IconLetterT,
  IconOvalVertical,
  IconPencil,
  IconRectangle,
  IconRulerMeasure,
  IconStar,
  IconStarFilled,
  IconTrash,
  IconVectorTriangle,
} from "@tabler/icons-react";
import { Menu } from "@mantine/core";
import type { ComponentType, ReactNode } from "react";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";
import { DRAWN, type DrawnKind } from "../../engine/annotations/kinds.ts";
import { useEngineState, useEngineValue, useWorkspace } from "../workspace.tsx";
import { isOf } from "./annotating.ts";
import { useAnnotating } from "./use-annotating.ts";
import { TOOL_KEYS } from "./use-keys.ts";

type Icon = ComponentType<{ size?: number; "aria-hidden"?: boolean }>;
const ICONS: Readonly<Record<DrawnKind, Icon>> = {
  length: IconRulerMeasure,
  angle: IconAngle,
  cobb: IconVectorTriangle,
  bidirectional: IconCross,
  ellipse: IconOvalVertical,
  rectangle: IconRectangle,
  freehand: IconLasso,
  probe: IconColorPicker,
  arrow: IconArrowNarrowUp,
  text: IconLetterT,
};

/** What draws, and what is done with what is drawn; only for who may draw. */
export function DrawingTools() {
  const { may } = useSession();
  const { study } = useWorkspace();
  const annotating = useAnnotating();
  return may("annotate") && annotating.mayDraw(study.id) ? <Tools /> : null;
}

function Tools() {
  const { drawn } = useWords();
  const { engine } = useWorkspace();
  const annotating = useAnnotating();
  const inHand = useEngineValue(({ tool }) => tool, "");
  const { history, chosen } = annotating;
  const canDelete = chosen !== null && annotating.store(chosen.study)?.find(chosen.id)?.isMine === true;
  const take = (kind: DrawnKind) => {
    if (engine !== null) engine.tool = engine.tool === kind ? "window" : kind;
  };
  return (
    <>
      <span className="gap" />
      <Tool
        name={drawn.tool.length}
        hint={`⇧${TOOL_KEYS.length}`}
        isPressed={inHand === "length"}
        do={() => take("length")}
      >
        <IconRulerMeasure size={22} aria-hidden />
      </Tool>
      <MoreTools
        inHand={inHand}
        take={(kind) => {
          // Whoever chooses from a list wants what they chose, also when they have it in hand already.
          if (engine !== null) engine.tool = kind;
        }}
      />
      <KeyImageTool />
      <Tool name={drawn.undo} hint="Ctrl+Z" isOff={!history.canUndo} do={() => history.undo()}>
        <IconArrowBackUp size={22} aria-hidden />
      </Tool>
      {history.canRedo && (
        <Tool name={drawn.redo} hint="Ctrl+⇧Z" do={() => history.redo()}>
          <IconArrowForwardUp size={22} aria-hidden />
        </Tool>
      )}
      {canDelete && (
        <Tool name={drawn.delete} hint="Del" do={() => annotating.removeChosen()}>
          <IconTrash size={22} aria-hidden />
        </Tool>
      )}
    </>
  );
}

/** Marks the picture in hand as one that counts, and takes the mark away. */
function KeyImageTool() {
  const { drawn } = useWords();
  const annotating = useAnnotating();
  const page = usePictureInHand();
  const marks = page === null ? [] : annotating.keyImages(page.study);
  const isKey = marks.some((each) => each.isMine && page !== null && isOf(each.annotation, page.instance, page.frame));
  return (
    <Tool
      name={isKey ? drawn.unmarkKey : drawn.markKey}
      hint="k"
      isPressed={isKey}
      isOff={page === null}
      do={() => page !== null && annotating.toggleKeyImage(page.study, page.instance, page.frame)}
    >
      {isKey ? <IconStarFilled size={22} aria-hidden /> : <IconStar size={22} aria-hidden />}
    </Tool>
  );
}

/** The other tools; the button shows the one that is in hand. */
function MoreTools(props: { inHand: string; take: (kind: DrawnKind) => void }) {
  const { drawn } = useWords();
  const inHand = DRAWN.find((kind) => kind !== "length" && kind === props.inHand);
  const Shown = inHand === undefined ? IconPencil : ICONS[inHand];
  return (
    <Menu position="bottom-start" transitionProps={{ duration: 0 }} returnFocus={false}>
      <Menu.Target>
        <button
          type="button"
          className="tool"
          aria-label={inHand === undefined ? drawn.tools : `${drawn.tools}: ${drawn.tool[inHand]}`}
          title={drawn.tools}
          data-active={inHand === undefined ? undefined : ""}
        >
          <Shown size={22} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {DRAWN.map((kind) => {
          const Icon = ICONS[kind];
          return (
            <Menu.Item
              key={kind}
              mih={44}
              leftSection={<Icon size={20} aria-hidden />}
              rightSection={<kbd>⇧{TOOL_KEYS[kind]}</kbd>}
              onClick={() => props.take(kind)}
            >
              {drawn.tool[kind]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ToolProps {
  readonly name: string;
  readonly hint: string;
  readonly isPressed?: boolean;
  readonly isOff?: boolean;
  readonly do: () => void;
  readonly children: ReactNode;
}

function Tool({ name, hint, isPressed, isOff, do: act, children }: ToolProps) {
  return (
    <button
      type="button"
      className="tool"
      {...(isPressed === undefined ? {} : { "aria-pressed": isPressed })}
      disabled={isOff === true}
      aria-label={name}
      title={`${name} (${hint})`}
      onClick={act}
    >
      {children}
    </button>
  );
}

/** The picture that keys and buttons mean; null where it is a plane that nobody took. */
function usePictureInHand() {
  const { engine } = useWorkspace();
  const state = useEngineState();
  const active = state.viewports[state.active];
  const series = active == null ? undefined : engine?.series(active.series);
  const page = active?.plane === "acquired" ? series?.pages[active.page] : undefined;
  if (series === undefined || page === undefined) return null;
  return { study: series.study.id, instance: page.instance, frame: page.frame };
}
