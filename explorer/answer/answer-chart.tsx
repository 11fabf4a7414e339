import type { PlotOptions } from "@observablehq/plot";
import { useState } from "react";
import { Chart, type Plot } from "../parts/chart.js";
import { type Format, useFormat, useWords } from "../shell/language.js";
import {
  type Cells,
  nameColumn,
  firstNumber,
  numericColumns,
  type Rows,
  sorted,
  timeColumn,
} from "./rows.js";

const MOST_BARS = 40;

/** Numbers of an answer over time, or else beside each other. */
export function AnswerChart({ list }: { list: Rows }) {
  const { explorer } = useWords();
  const format = useFormat();
  const numbers = numericColumns(list);
  const [chosen, setChosen] = useState<string | null>(null);
  const column = chosen ?? firstNumber(numbers);
  if (column === undefined) return <p className="answer-none">{explorer.noChart}</p>;
  const name = nameColumn(list, numbers);
  const time = timeColumn(list, name);
  return (
    <>
      <ColumnChoice column={column} columns={numbers} choose={setChosen} />
      <Chart
        label={`${explorer.chart}: ${column}`}
        deps={[list, column, format.number(0.5)]}
        draw={(plot, width) =>
          time === null
            ? barsPlot(plot, width, list.rows, { column, name, format })
            : linePlot(plot, width, list.rows, { column, time, name, format })
        }
      />
    </>
  );
}

/** The choice of the number that is drawn. */
export function ColumnChoice({
  column,
  columns,
  choose,
}: {
  column: string;
  columns: string[];
  choose: (column: string) => void;
}) {
  const { explorer } = useWords();
  return (
    <label>
      {explorer.column}{" "}
      <select
        value={column}
        onChange={({ target }) => {
          choose(target.value);
        }}
      >
        {columns.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Numbers between 0 and 1 are shares. */
export const writer = (rows: Cells[], column: string, format: Format): ((value: number) => string) =>
  rows.every((row) => Math.abs(Number(row[column] ?? 0)) <= 1) ? format.percent : format.number;

function barsPlot(
  plot: Plot,
  width: number,
  rows: Cells[],
  { column, name, format }: { column: string; name: string | null; format: Format },
): PlotOptions {
  const bars = sorted(rows, column, true)
    .filter((row) => typeof row[column] === "number")
    .slice(0, MOST_BARS)
    .map((row, place) => ({
      // Rows of one name are rows of their own.
      key: String(place),
      name: nameOf(row, name) || String(place + 1),
      value: Number(row[column]),
    }));
  const names = new Map(bars.map(({ key, name: text }) => [key, text]));
  const write = writer(rows, column, format);
  return {
    width,
    height: bars.length * 22 + 40,
    marginLeft: Math.min(190, width * 0.4),
    marginRight: 60,
    style: { background: "transparent", color: "currentColor" },
    x: { label: null, tickFormat: write, grid: true, ticks: Math.max(2, Math.floor(width / 160)) },
    y: { label: null, domain: bars.map(({ key }) => key), tickFormat: (key: string) => names.get(key) ?? "" },
    marks: [
      plot.barX(bars, { x: "value", y: "key", fill: "var(--accent)" }),
      plot.text(bars, {
        x: "value",
        y: "key",
        text: ({ value }: { value: number }) => write(value),
        textAnchor: "start",
        dx: 4,
      }),
    ],
  };
}

/** A row's name, with its year where it has one. */
const nameOf = (row: Cells, name: string | null): string =>
  [name === null ? null : row[name], row.year]
    .filter((part) => part !== null && part !== undefined)
    .join(" ");

function linePlot(
  plot: Plot,
  width: number,
  rows: Cells[],
  { column, time, name, format }: { column: string; time: string; name: string | null; format: Format },
): PlotOptions {
  const points = rows.flatMap((row) => {
    const [when, value] = [row[time], row[column]];
    if (when === null || when === undefined || typeof value !== "number") return [];
    const series = name !== null && /name$/i.test(name) ? String(row[name] ?? "") : "";
    return [{ day: new Date(String(when)), value, series }];
  });
  const write = writer(rows, column, format);
  return {
    width,
    height: Math.max(260, width * 0.5),
    marginLeft: 70,
    style: { background: "transparent", color: "currentColor" },
    x: { type: "utc", label: null, tickFormat: format.month, ticks: Math.max(2, Math.floor(width / 110)) },
    y: { label: null, grid: true, zero: true, tickFormat: write },
    marks: [
      plot.lineY(points, { x: "day", y: "value", z: "series", stroke: "var(--accent)", sort: "day" }),
      plot.dot(points, { x: "day", y: "value", fill: "var(--accent)", r: 3 }),
      plot.tip(
        points,
        plot.pointer({
          x: "day",
          y: "value",
          title: ({ series, value }: { series: string; value: number }) => `${series}\n${write(value)}`,
          fill: "var(--paper)",
        }),
      ),
    ],
  };
}
