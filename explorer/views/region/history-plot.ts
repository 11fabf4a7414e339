import type { PlotOptions } from "@observablehq/plot";
import type { Statement } from "../../graph/answers.js";
import type { HistoryPoint } from "../../graph/region-answers.js";
import type { Plot } from "../../parts/chart.js";
import type { Format } from "../../shell/language.js";
import type { Words } from "../../words/en.js";

export interface Point {
  day: Date;
  value: number;
  lower: number | null;
  upper: number | null;
  /** Points of one run may be compared: no change of base, counting or territory lies between them. */
  run: string;
  text: string;
}

/** The points of a history, and the days at which what is counted changes. */
export function pointsOf(history: HistoryPoint[]): { points: Omit<Point, "text">[]; breaks: string[] } {
  const points: Omit<Point, "text">[] = [];
  const breaks: string[] = [];
  let run = 0;
  for (const { period, rate, isBreak } of history) {
    if (!period || rate?.value == null) continue;
    if (points.length > 0 && isBreak === true) {
      run += 1;
      breaks.push(period.end);
    } else if (points.at(-1)?.day.getTime() === new Date(period.end).getTime()) {
      // No line leads from one value to another of the same day.
      run += 1;
    }
    const { value, lowerBound: lower, upperBound: upper } = rate;
    points.push({ day: new Date(period.end), value, lower, upper, run: String(run) });
  }
  return { points, breaks };
}

/** A line of the rates answered with, and a dot for each statement. */
export function historyPlot(
  plot: Plot,
  width: number,
  data: { history: HistoryPoint[]; statements: Statement[]; words: Words; format: Format },
): PlotOptions {
  const { history, statements, words, format } = data;
  const { points, breaks } = pointsOf(history);
  const preferred = new Set(history.flatMap(({ rate }) => rate?.observation?.id ?? []));
  const dots = statements.flatMap((statement) => {
    const { value, lowerBound, upperBound } = statement;
    if (value === null) return [];
    return [
      {
        day: new Date(statement.period.end),
        value,
        lower: lowerBound,
        upper: upperBound,
        isPreferred: preferred.has(statement.id),
        text: `${format.period(statement.period)}\n${format.percent(value)}, ${statement.source.publisher}`,
      },
    ];
  });
  const ranges = dots.filter(({ lower, upper }) => lower !== null && upper !== null && lower < upper);
  return {
    width,
    height: Math.min(360, Math.max(240, width * 0.42)),
    marginLeft: 44,
    marginRight: 12,
    style: { background: "transparent", color: "currentColor" },
    x: { type: "utc", label: null, tickFormat: format.month, ticks: Math.max(2, Math.floor(width / 110)) },
    y: {
      domain: [0, topOf([...points, ...dots])],
      label: null,
      grid: true,
      tickFormat: format.percent,
      ticks: 5,
    },
    ariaLabel: words.region.history,
    marks: [
      plot.ruleY([0]),
      plot.ruleX(
        breaks.map((day) => new Date(day)),
        { strokeDasharray: "2,4", strokeOpacity: 0.6 },
      ),
      plot.ruleX(ranges, { x: "day", y1: "lower", y2: "upper", strokeOpacity: 0.4, strokeWidth: 3 }),
      plot.lineY(points, { x: "day", y: "value", z: "run", stroke: "var(--accent)", strokeWidth: 2 }),
      plot.dot(dots, {
        x: "day",
        y: "value",
        r: 4,
        stroke: "var(--accent)",
        fill: (dot: { isPreferred: boolean }) => (dot.isPreferred ? "var(--accent)" : "var(--paper)"),
      }),
      plot.dot(points, { x: "day", y: "value", r: 2.5, fill: "var(--accent)" }),
      plot.tip(dots, plot.pointer({ x: "day", y: "value", title: "text", fill: "var(--paper)" })),
    ],
  };
}

const topOf = (points: { value: number }[]): number =>
  Math.min(1.05, Math.max(0.5, ...points.map(({ value }) => value * 1.1)));
