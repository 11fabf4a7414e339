import type * as PlotModule from "@observablehq/plot";
import { useEffect, useRef } from "react";
import { Drawing } from "./drawing.js";

export type Plot = typeof PlotModule;

/**
 * A drawing of Observable Plot, which is loaded with the first one. Its text is for readers of screens the label; the
 * numbers are in a table beside it.
 */
export function Chart({
  label,
  title = label,
  draw,
  deps,
}: {
  label: string;
  /** The title of its file; the label when left out. */
  title?: string;
  draw: (plot: Plot, width: number) => PlotModule.PlotOptions;
  /** What the drawing depends on. */
  deps: unknown[];
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let plot: Plot | null = null;
    let drawn = 0;
    const show = (): void => {
      const width = Math.round(element.clientWidth);
      if (!plot || width === 0 || width === drawn) return;
      drawn = width;
      element.replaceChildren(withoutStyle(plot.plot(draw(plot, width))));
    };
    const observer = new ResizeObserver(show);
    observer.observe(element);
    void import("@observablehq/plot").then((loaded) => {
      plot = loaded;
      show();
    });
    return () => {
      observer.disconnect();
      plot = null;
    };
    // `draw` is another function at every turn, of the same dependencies.
  }, deps);
  return (
    <Drawing title={title}>
      <div ref={frame} className="chart" role="img" aria-label={label} />
    </Drawing>
  );
}

// The policy of the page forbids style elements; page.css has what is needed of them. The frame's label says what
// is drawn.
function withoutStyle(drawing: Element): Element {
  for (const style of drawing.querySelectorAll("style")) style.remove();
  drawing.setAttribute("aria-hidden", "true");
  return drawing;
}
