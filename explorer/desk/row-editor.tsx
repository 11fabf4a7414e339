import { useEffect, useRef } from "react";
import { useWords } from "../shell/language.js";
import type { Cells, DeskRow } from "./desk-row.js";

interface EditorProps {
  row: DeskRow;
  onSave: (cells: Cells) => void;
  onCancel: () => void;
}

/** The cells of a row, to be corrected; a cell with a fault has the focus, else the first. */
export function RowEditor({ row, onSave, onCancel }: EditorProps) {
  const { desk: words } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const columns = [
    ...new Set([...Object.keys(row.cells), ...row.faults.flatMap(({ column }) => column ?? [])]),
  ];
  const first = row.faults.find(({ column }) => column !== null)?.column ?? columns[0];
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  }, [first]);
  return (
    <form
      ref={form}
      className="desk-editor"
      autoComplete="off"
      onKeyDown={({ key }) => {
        if (key === "Escape") onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        onSave(Object.fromEntries(columns.map((column) => [column, (given.get(column) as string).trim()])));
      }}
    >
      <h3>
        {words.correct}: {words.row(String(row.place))}
      </h3>
      {columns.map((column) => (
        <label key={column}>
          <span>{column}</span>
          <input name={column} defaultValue={row.cells[column] ?? ""} spellCheck={false} />
        </label>
      ))}
      <div className="controls">
        <button type="submit">{words.save}</button>
        <button type="button" onClick={onCancel}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
