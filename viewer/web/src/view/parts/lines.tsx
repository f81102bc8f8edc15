import { useEngineState, useEngineTicks, useWorkspace } from "../workspace.tsx";

/** Where other pictures cut through this one. */
export function Lines({ index }: { index: number }) {
  const { engine } = useWorkspace();
  const state = useEngineState();
  useEngineTicks();
  if (engine === null || state.viewports.length < 2) return null;
  const reference = engine.referenceLine(index);
  const crosshair = engine.crosshair(index);
  if (reference === null && crosshair === null) return null;
  const lines = [...(reference === null ? [] : [reference]), ...(crosshair?.lines ?? [])];
  return (
    <svg className="lines" aria-hidden="true">
      {lines.map(([[x1, y1], [x2, y2]]) => (
        <line key={`${x1} ${y1} ${x2} ${y2}`} x1={x1} y1={y1} x2={x2} y2={y2} />
      ))}
      {crosshair !== null && <circle cx={crosshair.at[0]} cy={crosshair.at[1]} r={10} />}
    </svg>
  );
}
