import type { ReactNode } from "react";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  isNumber?: boolean;
}

/** A table that scrolls within itself where it is wider than the screen. */
export function DataTable<T>({
  label,
  columns,
  rows,
  keyOf,
  isWhole,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T, place: number) => string;
  /** Not to be scrolled within itself downwards, where it is what the view is about. */
  isWhole?: boolean;
}) {
  return (
    <div
      className={isWhole ? "table-frame whole" : "table-frame"}
      role="group"
      aria-label={label}
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" className={isNumber ? "numeric" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={keyOf(row, place)}>
              {columns.map(({ title, cell, isNumber }) => (
                <td key={title} className={isNumber ? "numeric" : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
