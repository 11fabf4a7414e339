import type { PlotOptions } from "@observablehq/plot";
import type { IndicatorRow } from "../../graph/answers.js";
import { Chart, type Plot } from "../../parts/chart.js";
import { Section } from "../../parts/shown.js";
import { useFormat, useWords } from "../../shell/language.js";

interface Point {
  year: Date;
  value: number;
  name: string;
  code: string;
}

/** Each region's values over the years. */
export function Series({ unit, rows, title }: { unit: string; rows: IndicatorRow[]; title: string }) {
  const words = useWords();
  const format = useFormat();
  const points = rows.flatMap(({ year, region, cells: [{ value } = { value: null }] }): Point[] =>
    year === null || region === null || value === null
      ? []
      : [
          {
            year: new Date(Date.UTC(year, 0)),
            value,
            name: region.officialName,
            code: region.code,
          },
        ],
  );
  if (new Set(points.map(({ code }) => code)).size === points.length) return null;
  return (
    <Section id="series" title={words.indicator.series} lead={words.indicator.seriesLead}>
      <Chart
        label={`${words.indicator.series}: ${title}`}
        deps={[rows, words]}
        draw={(plot, width) =>
          seriesPlot(plot, width, points, {
            write: (value) => format.amount(value, unit),
            writeShort: (value) => format.shortAmount(value, unit),
            month: format.month,
          })
        }
      />
    </Section>
  );
}

/** As many of the years as find room. */
function everyFew(points: Point[], most: number): Date[] {
  const years = [...new Set(points.map(({ year }) => year.getTime()))].sort((one, other) => one - other);
  const step = Math.ceil(years.length / Math.max(1, most));
  return years.filter((_, place) => (years.length - 1 - place) % step === 0).map((time) => new Date(time));
}

interface Writers {
  write: (value: number) => string;
  /** In few letters, for the axis. */
  writeShort: (value: number) => string;
  month: (instant: Date) => string;
}

function seriesPlot(
  plot: Plot,
  width: number,
  points: Point[],
  { write, writeShort, month }: Writers,
): PlotOptions {
  return {
    width,
    height: Math.max(260, Math.min(420, width * 0.45)),
    marginLeft: 84,
    marginRight: 20,
    style: { background: "transparent", color: "currentColor" },
    x: {
      type: "utc",
      label: null,
      tickFormat: month,
      ticks: everyFew(points, Math.floor(width / 60)),
    },
    y: { label: null, grid: true, zero: true, tickFormat: writeShort },
    marks: [
      plot.lineY(points, {
        x: "year",
        y: "value",
        z: "code",
        sort: "year",
        stroke: "var(--accent)",
        strokeOpacity: 0.45,
      }),
      plot.dot(points, { x: "year", y: "value", fill: "var(--accent)", r: 2.5 }),
      plot.tip(
        points,
        plot.pointer({
          x: "year",
          y: "value",
          title: ({ name, value, year }: Point) => `${name}, ${year.getUTCFullYear()}\n${write(value)}`,
          fill: "var(--paper)",
        }),
      ),
    ],
  };
}
