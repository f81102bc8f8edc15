import { useState } from "react";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";
import { PANELS } from "../panels/registry.ts";

const KEPT_AS = "filmless-panel";

/** The panel beside the images; closed, its tabs stay. */
export function SidePanel() {
  const words = useWords();
  const { may } = useSession();
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEPT_AS) ?? "");
  const panels = PANELS.filter(({ action }) => action === undefined || may(action));
  const open = panels.find(({ id }) => id === chosen);
  const choose = (id: string) => {
    const next = id === chosen ? "" : id;
    localStorage.setItem(KEPT_AS, next);
    setChosen(next);
  };
  return (
    <aside className="side" data-open={open === undefined ? undefined : ""} aria-label={words.viewer.besideImages}>
      <div className="side-tabs">
        {panels.map(({ id, title, Icon }) => (
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
          </button>
        ))}
      </div>
      <div id="side-panel" className="side-panel" hidden={open === undefined} tabIndex={0}>
        {open !== undefined && (
          <section aria-label={open.title(words)}>
            <h2>{open.title(words)}</h2>
            <open.Panel />
          </section>
        )}
      </div>
    </aside>
  );
}
