import { type ReactNode, useState } from "react";
import { useLanguage } from "../shell/language.js";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  isNumber?: boolean;
  /** What rows are sorted by when the reader asks for it; nulls come last either way. */
  sortBy?: (row: T) => number | string | null;
}

interface Sorting {
  title: string;
  isDescending: boolean;
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
  const { language } = useLanguage();
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const sortBy = columns.find(({ title }) => title === sorting?.title)?.sortBy;
  const sorted = sorting && sortBy ? sortedRows(rows, sortBy, sorting.isDescending, language) : rows;
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
            {columns.map((column) => (
              <Heading key={column.title} column={column} sorting={sorting} sort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {sorted.map((row, place) => (
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

/** The name of a column, which sorts by it: numbers from the highest, then the other way round, then as they were. */
function Heading<T>({
  column: { title, isNumber = false, sortBy },
  sorting,
  sort,
}: {
  column: Column<T>;
  sorting: Sorting | null;
  sort: (sorting: Sorting | null) => void;
}) {
  const own = sorting?.title === title ? sorting : null;
  const next = (): Sorting | null => {
    if (!own) return { title, isDescending: isNumber };
    return own.isDescending === isNumber ? { title, isDescending: !isNumber } : null;
  };
  return (
    <th
      scope="col"
      role="columnheader"
      className={isNumber ? "numeric" : undefined}
      {...(own && { "aria-sort": own.isDescending ? ("descending" as const) : ("ascending" as const) })}
    >
      {sortBy ? (
        <button
          type="button"
          className="sort"
          onClick={() => {
            sort(next());
          }}
        >
          {title} <span aria-hidden="true">{own ? (own.isDescending ? "▼" : "▲") : "↕"}</span>
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function sortedRows<T>(
  rows: T[],
  sortBy: (row: T) => number | string | null,
  isDescending: boolean,
  language: string,
): T[] {
  const compare = (one: number | string, other: number | string): number =>
    typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), language);
  return rows.toSorted((oneRow, otherRow) => {
    const [one, other] = [sortBy(oneRow), sortBy(otherRow)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return isDescending ? compare(other, one) : compare(one, other);
  });
}
