import { type DragEvent, useState } from "react";
import { useWords } from "../shell/language.js";
import { readFile } from "./ask-desk.js";
import { type DeskWork, newWork } from "./desk-row.js";

const TABLES = [
  "observations",
  "sources",
  "employers",
  "worker_cohorts",
  "regulations",
  "initiatives",
  "awards",
  "award_results",
];

interface DropProps {
  onOpen: (work: Promise<DeskWork>) => void;
}

/** Takes an article or a file of rows, dropped or chosen. */
export function DropZone({ onOpen }: DropProps) {
  const { desk: words } = useWords();
  const [isOver, setOver] = useState(false);
  const [table, setTable] = useState("observations");
  const open = (files: FileList | null): void => {
    const [file] = files ?? [];
    if (file) onOpen(readFile(file, table).then((reading) => newWork(null, reading)));
  };
  const over = (event: DragEvent, isNow: boolean): void => {
    event.preventDefault();
    setOver(isNow);
  };
  return (
    <section
      className={isOver ? "desk-drop over" : "desk-drop"}
      aria-labelledby="desk-drop"
      onDragOver={(event) => {
        over(event, true);
      }}
      onDragLeave={(event) => {
        over(event, false);
      }}
      onDrop={(event) => {
        over(event, false);
        open(event.dataTransfer.files);
      }}
    >
      <h2 id="desk-drop">{words.drop}</h2>
      <p className="muted">{words.dropHint}</p>
      <div className="controls">
        <label>
          {words.file}{" "}
          <input
            type="file"
            accept=".txt,.html,.htm,.csv"
            onChange={({ target }) => {
              open(target.files);
              target.value = "";
            }}
          />
        </label>
        <label>
          {words.table}{" "}
          <select
            value={table}
            onChange={({ target }) => {
              setTable(target.value);
            }}
          >
            {TABLES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}
