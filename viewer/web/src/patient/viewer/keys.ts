export type Command =
  | { readonly kind: "step"; readonly by: number }
  | { readonly kind: "go"; readonly to: "first" | "last" }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "window"; readonly dx: number; readonly dy: number }
  | { readonly kind: "reset" | "play" | "brightness" | "exact" | "leave" };

const PLAIN: Readonly<Record<string, Command>> = {
  ArrowDown: { kind: "step", by: 1 },
  ArrowRight: { kind: "step", by: 1 },
  ArrowUp: { kind: "step", by: -1 },
  ArrowLeft: { kind: "step", by: -1 },
  PageDown: { kind: "step", by: 10 },
  PageUp: { kind: "step", by: -10 },
  Home: { kind: "go", to: "first" },
  End: { kind: "go", to: "last" },
  "+": { kind: "zoom", factor: 1.25 },
  "=": { kind: "zoom", factor: 1.25 },
  "-": { kind: "zoom", factor: 0.8 },
  "0": { kind: "reset" },
  " ": { kind: "play" },
  b: { kind: "brightness" },
  e: { kind: "exact" },
  "[": { kind: "window", dx: 0, dy: 12 },
  "]": { kind: "window", dx: 0, dy: -12 },
  "{": { kind: "window", dx: -12, dy: 0 },
  "}": { kind: "window", dx: 12, dy: 0 },
  Escape: { kind: "leave" },
};

const SHIFTED: Readonly<Record<string, Command>> = {
  ArrowDown: { kind: "pan", dx: 0, dy: -40 },
  ArrowUp: { kind: "pan", dx: 0, dy: 40 },
  ArrowRight: { kind: "pan", dx: -40, dy: 0 },
  ArrowLeft: { kind: "pan", dx: 40, dy: 0 },
};

/** What a key means in the viewer; null: nothing, the browser keeps it. */
export function commandOf(key: string, isShifted: boolean): Command | null {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return (isShifted ? SHIFTED[name] : undefined) ?? PLAIN[name] ?? null;
}
