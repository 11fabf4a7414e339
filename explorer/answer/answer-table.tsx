import { useState } from "react";
import { useFormat, useWords } from "../shell/language.js";
import { type Cell, type Rows, sorted } from "./rows.js";

const MOST_ROWS = 500;

/** The rows of an answer, which sort by the column that is clicked. */
export function AnswerTable({ list }: { list: Rows }) {
  const { explorer } = useWords();
  const [order, setOrder] = useState<{ column: string; isDescending: boolean } | null>(null);
  const rows = order ? sorted(list.rows, order.column, order.isDescending) : list.rows;
  const sortBy = (column: string): void => {
    setOrder({ column, isDescending: order?.column === column && !order.isDescending });
  };
  const directionOf = (column: string): "ascending" | "descending" | "none" =>
    order?.column === column ? (order.isDescending ? "descending" : "ascending") : "none";
  return (
    <>
      <p className="answer-count" role="status">
        {explorer.rows(list.rows.length)}
      </p>
      <div className="table-frame whole" role="group" aria-label={explorer.table} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {list.columns.map((column) => (
                <th key={column} scope="col" aria-sort={directionOf(column)}>
                  <button
                    type="button"
                    onClick={() => {
                      sortBy(column);
                    }}
                  >
                    {column}
                    <span aria-hidden="true">
                      {{ ascending: " ▲", descending: " ▼", none: "" }[directionOf(column)]}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((row, place) => (
              <tr key={place}>
                {list.columns.map((column) => (
                  <td key={column} className={typeof row[column] === "number" ? "numeric" : undefined}>
                    <Value column={column} value={row[column] ?? null} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > MOST_ROWS && <p>…</p>}
    </>
  );
}

const REGION_CODE = /^(?:ID|\d\d(?:\.\d\d)?)$/;

/** A cell: regions and addresses are links. */
function Value({ column, value }: { column: string; value: Cell }) {
  const format = useFormat();
  if (value === null) return <span className="muted">–</span>;
  if (typeof value === "number")
    return /(?:^|\.)(?:year|month|rank|cycleYear)$/i.test(column) ? value : format.number(value);
  const text = String(value);
  if (/(?:^|\.)code$/.test(column) && REGION_CODE.test(text)) return <a href={`/regions/${text}`}>{text}</a>;
  if (/(?:^|\.)url$/.test(column) && text.startsWith("http"))
    return (
      <a href={text} rel="noreferrer" target="_blank">
        {new URL(text).host} ↗
      </a>
    );
  return text;
}
