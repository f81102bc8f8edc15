import { useEffect } from "react";

const ROW = "tr[data-study]";

/** The keys of a list: arrows move from row to row, U marks, P shows the patient; Enter is the link's own. */
export function useRowKeys(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const isField = target === field.current;
      if (!isField && target?.closest("input, select, textarea, [role=dialog]") != null) return;
      if (act(event.key, target?.closest<HTMLElement>(ROW) ?? null, isField, field.current)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [field]);
}

/** Does what a key stands for; false if it stands for nothing here. */
function act(key: string, row: HTMLElement | null, isField: boolean, field: HTMLInputElement | null): boolean {
  if (key === "ArrowDown" || (key === "j" && !isField)) return move(row, 1);
  if (key === "ArrowUp" || (key === "k" && !isField)) return row === null ? false : move(row, -1, field);
  if (isField) return false;
  if (key === "/") return focused(field);
  if (row === null) return false;
  if (key === "u") return clicked(row, "[data-mark]");
  if (key === "p") return clicked(row, "[data-patient]");
  return key === "Escape" && focused(field);
}

function move(row: HTMLElement | null, by: 1 | -1, above: HTMLElement | null = null): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const next = rows[row === null ? 0 : rows.indexOf(row) + by];
  const target = next?.querySelector<HTMLElement>("[data-open]") ?? (by < 0 ? above : null);
  target?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return target !== null;
}

function focused(element: HTMLElement | null): boolean {
  element?.focus();
  return element !== null;
}

function clicked(row: HTMLElement, which: string): boolean {
  const element = row.querySelector<HTMLElement>(which);
  element?.click();
  return element !== null;
}
