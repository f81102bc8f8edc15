import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/language.ts";
import { Empty } from "./states.tsx";

export interface Column<T> {
  title: string;
  cell: (entry: T) => ReactNode;
  /** On a phone, where the cells stand below each other, the title stands beside a value that says too little alone. */
  isLabelled?: boolean;
  /** How long words are treated. */
  className?: "breaks" | "nowrap";
}

/** A list: a title for each column, a row for each entry, and behind it what can be done with it. */
export function Rows<T>(props: {
  entries: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (entry: T, position: number) => string | number;
  actions?: (entry: T) => ReactNode;
  empty?: string;
}) {
  const { entries, columns, keyOf, actions, empty } = props;
  const words = useWords();
  if (entries.length === 0 && empty !== undefined) return <Empty title={empty} />;
  return (
    <table className="rows">
      <thead>
        <tr>
          {columns.map(({ title }) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
          {actions !== undefined && (
            <th scope="col">
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, position) => (
          <tr key={keyOf(entry, position)}>
            {columns.map(({ title, cell, isLabelled, className }) => (
              <td key={title} className={className} data-label={isLabelled === true ? title : undefined}>
                {cell(entry)}
              </td>
            ))}
            {actions !== undefined && <td data-end>{actions(entry)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
