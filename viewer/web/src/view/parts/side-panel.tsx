import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";
import { Arriving } from "../panels/arriving.tsx";
import { type PanelKind, PANELS } from "../panels/registry.ts";
import { useWorkspace } from "../workspace.tsx";

const KEPT_AS = "filmless-panel";
const PHONE = "(max-width: 40em)";

/** The panel beside the images; closed, its tabs stay. On a phone it covers them, so none is open from the start. */
export function SidePanel(props: {
  /** Others than those of the desk. */
  panels?: readonly PanelKind[];
  keptAs?: string;
  /** Which one was asked for last, by something other than its tab. */
  asked?: { readonly id: string } | null;
  /** Told which one is open, or none. */
  opened?: (id: string) => void;
}) {
  const { panels: all = PANELS, keptAs = KEPT_AS, asked = null, opened } = props;
  const words = useWords();
  const { may } = useSession();
  const { study } = useWorkspace();
  // A study without images has something beside them: there is nothing else to look at.
  const [chosen, setChosen] = useState(() =>
    study.series.length === 0 ? "info" : isPhone() ? "" : (localStorage.getItem(keptAs) ?? ""),
  );
  const side = useRef<HTMLElement>(null);
  const panels = all.filter(({ action }) => action === undefined || may(action));
  const open = panels.find(({ id }) => id === chosen);
  useEffect(() => {
    if (asked !== null) setChosen(asked.id);
  }, [asked]);
  useEffect(() => opened?.(chosen), [opened, chosen]);
  const choose = (id: string) => {
    const next = id === chosen ? "" : id;
    if (!isPhone()) localStorage.setItem(keptAs, next);
    setChosen(next);
  };
  const goBack = () => {
    // The button goes with the panel; its tab stays.
    side.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    choose(chosen);
  };
  return (
    <aside
      ref={side}
      className="side"
      data-open={open === undefined ? undefined : ""}
      aria-label={words.viewer.besideImages}
    >
      <button type="button" className="bar-button side-back" onClick={goBack}>
        <IconArrowLeft size={20} aria-hidden />
        {words.viewer.toImages}
      </button>
      <div className="side-tabs">
        {panels.map(({ id, title, Icon, Mark }) => (
          <button
            key={id}
            type="button"
            className="tool"
            aria-expanded={id === chosen}
            aria-controls="side-panel"
            title={title(words)}
            aria-label={title(words)}
            onClick={() => choose(id)}
          >
            <Icon size={22} aria-hidden />
            {Mark !== undefined && <Mark />}
          </button>
        ))}
      </div>
      <div id="side-panel" className="side-panel" hidden={open === undefined} tabIndex={0}>
        {open !== undefined && (
          <section aria-label={open.title(words)}>
            <h2>{open.title(words)}</h2>
            <Arriving key={open.id} bring={open.bring} />
          </section>
        )}
      </div>
    </aside>
  );
}

function isPhone(): boolean {
  return matchMedia(PHONE).matches;
}
