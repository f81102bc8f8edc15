import { useWords } from "../../desk/words/language.ts";
import { CINE_RATES } from "../commands.ts";
import { useInHand, useWorkspace } from "../workspace.tsx";

/** How fast it plays, while it does. */
export function CineRate() {
  const words = useWords().viewer;
  const { engine } = useWorkspace();
  const rate = useInHand((state) => state.cine, null);
  if (engine === null || rate === null) return null;
  const rates = [...new Set([...CINE_RATES, rate])].sort((one, other) => one - other);
  return (
    <select
      className="field"
      aria-label={words.cineRate}
      value={rate}
      onChange={(event) => engine.change(engine.state.active, { cine: Number(event.currentTarget.value) })}
    >
      {rates.map((each) => (
        <option key={each} value={each}>
          {words.framesPerSecond(each)}
        </option>
      ))}
    </select>
  );
}
