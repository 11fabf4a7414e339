import { type DragEvent, useState } from "react";
import { useWords } from "../shell/language.js";
import { type Answers, readFile, type Reading } from "./ask-desk.js";
import { type DeskWork, newWork } from "./desk-row.js";
import { FileQuestions } from "./file-questions.js";

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
  /** Called with what comes on the desk; null while something is asked about it. */
  onOpen: (work: Promise<DeskWork | null>) => void;
}

/** Takes an article or a file of rows, dropped or chosen. */
export function DropZone({ onOpen }: DropProps) {
  const { desk: words } = useWords();
  const [isOver, setOver] = useState(false);
  const [table, setTable] = useState("");
  const [asked, setAsked] = useState<{ file: File; answers: Answers; reading: Reading } | null>(null);
  const read = async (file: File, answers: Answers): Promise<DeskWork | null> => {
    const reading = await readFile(file, table, answers);
    const isOpen = reading.questions.length > 0;
    setAsked(isOpen ? { file, answers, reading } : null);
    return isOpen ? null : newWork(null, reading);
  };
  const open = (files: FileList | null): void => {
    const [file] = files ?? [];
    if (file) onOpen(read(file, {}));
  };
  const over = (event: DragEvent, isNow: boolean): void => {
    event.preventDefault();
    setOver(isNow);
  };
  if (asked) {
    const { file, answers, reading } = asked;
    return (
      <FileQuestions
        reading={reading}
        onAnswer={(more) => {
          onOpen(read(file, { ...answers, ...more }));
        }}
        onCancel={() => {
          setAsked(null);
        }}
      />
    );
  }
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
            accept=".txt,.html,.htm,.csv,.tsv,.xlsx"
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
            <option value="">{words.anyTable}</option>
            {TABLES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}
