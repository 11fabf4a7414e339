import { type ReactNode, useRef, useState } from "react";
import { useWords } from "../shell/language.js";
import { drawingFile, type DrawingFormat } from "./drawing-file.js";
import type { LegendEntry } from "./map-legend.js";
import { saveFile } from "./save-file.js";

const FORMATS: DrawingFormat[] = ["png", "svg"];

/** A drawing, with its downloads as files that bear its title. */
export function Drawing({
  title,
  legend,
  children,
}: {
  title: string;
  /** What its colours mean, where the drawing does not say it. */
  legend?: LegendEntry[];
  children: ReactNode;
}) {
  const words = useWords();
  const frame = useRef<HTMLElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const download = async (format: DrawingFormat): Promise<void> => {
    const drawing = frame.current?.querySelector("svg");
    if (!drawing) return;
    try {
      saveFile(await drawingFile(drawing, format, { title, legend: legend ?? [] }));
      setFault(null);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <figure ref={frame} className="drawing">
      {children}
      <div className="drawing-files" role="group" aria-label={`${words.download}: ${title}`}>
        <span aria-hidden="true">{words.download}</span>
        {FORMATS.map((format) => (
          <button key={format} type="button" onClick={() => void download(format)}>
            {format.toUpperCase()}
          </button>
        ))}
        {fault !== null && <span role="alert">{fault}</span>}
      </div>
    </figure>
  );
}
