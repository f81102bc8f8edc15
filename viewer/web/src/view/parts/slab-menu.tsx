import { useWords } from "../../desk/words/language.ts";
import type { SlabKind } from "../../engine/view-state.ts";
import { useInHand, useWorkspace } from "../workspace.tsx";

const KINDS: readonly SlabKind[] = ["average", "mip", "minip"];
const THICKNESSES = [3, 5, 10, 20, 30, 50, 100] as const;

/** How thick the planes of a volume are, and what is shown of what lies in them. */
export function SlabMenu() {
  const words = useWords().viewer;
  const { engine } = useWorkspace();
  const slab = useInHand((state) => state.slab, null);
  if (engine === null) return null;
  const change = (kind: string, mm: number) =>
    engine.change(engine.state.active, { slab: kind === "" ? null : { kind: kind as SlabKind, mm } });
  return (
    <>
      <select
        className="field"
        aria-label={words.slab}
        value={slab?.kind ?? ""}
        onChange={(event) => change(event.currentTarget.value, slab?.mm ?? 10)}
      >
        <option value="">{words.noSlab}</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {words.slabKind[kind]}
          </option>
        ))}
      </select>
      {slab !== null && (
        <select
          className="field"
          aria-label={words.slabThickness}
          value={slab.mm}
          onChange={(event) => change(slab.kind, Number(event.currentTarget.value))}
        >
          {THICKNESSES.map((mm) => (
            <option key={mm} value={mm}>
              {words.millimetres(mm)}
            </option>
          ))}
        </select>
      )}
    </>
  );
}
