import type { PlotOptions } from "@observablehq/plot";
import type { IndicatorRow } from "../../graph/answers.js";
import type { Plot } from "../../parts/chart.js";

/** A dot for each region, on top of each other where values are alike. */
export function distributionPlot(
  plot: Plot,
  width: number,
  rows: IndicatorRow[],
  write: (value: number) => string,
  /** In few letters, for the axis. */
  writeShort: (value: number) => string,
): PlotOptions {
  const dots = rows.map(({ region, cells: [cell] }) => {
    const value = cell?.value ?? 0;
    return { value, text: `${region?.officialName ?? ""}\n${write(value)}` };
  });
  return {
    width,
    height: 170,
    marginLeft: 24,
    marginRight: 24,
    style: { background: "transparent", color: "currentColor" },
    y: { axis: null },
    x: { label: null, tickFormat: writeShort, nice: true, ticks: Math.max(2, Math.floor(width / 140)) },
    marks: [
      plot.frame({ anchor: "bottom", strokeOpacity: 0.5 }),
      plot.dot(
        dots,
        plot.dodgeY({
          x: "value",
          r: width < 500 ? 4 : 5,
          fill: "var(--accent)",
          title: "text",
          stroke: "var(--paper)",
          tip: { fill: "var(--paper)" },
        }),
      ),
    ],
  };
}
