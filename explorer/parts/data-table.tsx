import type { ReactNode } from "react";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  isNumber?: boolean;
}

/** A table of more columns has each row stacked on a phone, where it would hide its numbers beyond the edge. */
const MOST_COLUMNS_BESIDE = 4;

/** A table that scrolls within itself where it is wider than the screen. Its roles outlast the stacking of rows. */
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
  const isStacked = columns.length > MOST_COLUMNS_BESIDE;
  return (
    <div
      className={["table-frame", isWhole && "whole", isStacked && "stacked"].filter(Boolean).join(" ")}
      role="group"
      aria-label={label}
      tabIndex={0}
    >
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" role="columnheader" className={isNumber ? "numeric" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, place) => (
            <tr key={keyOf(row, place)} role="row">
              {columns.map(({ title, cell, isNumber }) => (
                <td key={title} role="cell" data-title={title} className={isNumber ? "numeric" : undefined}>
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
