import { useState } from "react";
import { useFormat, useWords } from "../shell/language.js";
import { decide, examine } from "./ask-desk.js";
import type { Cells, Decision, DeskRow, DeskWork } from "./desk-row.js";
import { EvidenceText } from "./evidence-text.js";
import { KeysHelp } from "./keys-help.js";
import { RowDetail } from "./row-detail.js";
import { RowEditor } from "./row-editor.js";
import { RowList } from "./row-list.js";
import { useDeskKeys } from "./use-desk-keys.js";

interface ReviewProps {
  work: DeskWork;
  onChange: (work: DeskWork) => void;
  /** Called with the id of what was stored or decided; null when it was put away. */
  onDone: (id: string | null) => void;
}

/** What lies on the desk: rows beside the text that they rest on, to be accepted, corrected and refused. */
export function Review({ work, onChange, onDone }: ReviewProps) {
  const { desk: words } = useWords();
  const [at, setAt] = useState(0);
  const [mode, setMode] = useState<"look" | "correct" | "help">("look");
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { rows, document, title, unread } = work;
  const row = rows[at];
  const move = (to: number): void => {
    setAt(Math.max(0, Math.min(rows.length - 1, to)));
  };
  const attempt = async (task: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      await task();
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const decideRow = (decision: Decision): void => {
    onChange({ ...work, rows: rows.map((one, index) => (index === at ? { ...one, decision } : one)) });
    move(at + 1);
  };
  const correct = (cells: Cells): Promise<void> =>
    attempt(async () => {
      const changed = rows.map((one, index) => (index === at ? { ...one, cells, isCorrected: true } : one));
      onChange({ ...work, rows: await examinedAgain(changed) });
      setMode("look");
    });
  const finish = (note: string): Promise<void> =>
    attempt(async () => {
      onDone(await decide(work, note));
    });
  useDeskKeys(
    mode === "look"
      ? {
          j: () => {
            move(at + 1);
          },
          k: () => {
            move(at - 1);
          },
          a: () => {
            decideRow("accepted");
          },
          r: () => {
            decideRow("refused");
          },
          u: () => {
            decideRow("open");
          },
          c: () => {
            setMode("correct");
          },
          "?": () => {
            setMode("help");
          },
        }
      : {},
  );
  const look = (): void => {
    setMode("look");
  };
  return (
    <>
      <h2>{title}</h2>
      {unread.length > 0 && (
        <details>
          <summary>{words.unread}</summary>
          <ul>
            {unread.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
      )}
      {rows.length === 0 && <p>{words.nothing}</p>}
      <div className={document === null ? "desk-review" : "desk-review with-text"}>
        <div>
          <RowList rows={rows} at={at} onMove={move} />
        </div>
        {row && (
          <div>
            {mode === "correct" ? (
              <RowEditor key={at} row={row} onSave={(cells) => void correct(cells)} onCancel={look} />
            ) : (
              <RowDetail
                row={row}
                onDecide={decideRow}
                onCorrect={() => {
                  setMode("correct");
                }}
              />
            )}
          </div>
        )}
        {document !== null && <EvidenceText document={document} rows={rows} at={at} />}
      </div>
      {fault !== null && (
        <p className="desk-fault" role="alert">
          {fault}
        </p>
      )}
      <Finish work={work} isBusy={isBusy} onFinish={(note) => void finish(note)} onDone={onDone} />
      {mode === "help" && <KeysHelp onClose={look} />}
    </>
  );
}

/** All rows as they are now, since what is wrong with one may depend on the others. */
async function examinedAgain(rows: readonly DeskRow[]): Promise<DeskRow[]> {
  const examined = await examine(rows);
  return rows.map((row, index) => {
    const { faults = row.faults, unlikely = row.unlikely, rivals = row.rivals } = examined[index] ?? {};
    return { ...row, faults, unlikely, rivals };
  });
}

interface FinishProps {
  work: DeskWork;
  isBusy: boolean;
  onFinish: (note: string) => void;
  onDone: (id: null) => void;
}

function Finish({ work: { rows, submission }, isBusy, onFinish, onDone }: FinishProps) {
  const { desk: words } = useWords();
  const { number } = useFormat();
  const count = (decision: Decision): number => rows.filter((row) => row.decision === decision).length;
  const [accepted, refused, open] = [count("accepted"), count("refused"), count("open")];
  const isWhole = submission === null || open === 0;
  return (
    <form
      className="desk-finish"
      onSubmit={(event) => {
        event.preventDefault();
        onFinish((new FormData(event.currentTarget).get("note") as string | null) ?? "");
      }}
    >
      <p role="status">{words.counts(number(accepted), number(refused), number(open))}</p>
      {submission !== null && (
        <label>
          {words.note} <input name="note" maxLength={2000} />
        </label>
      )}
      <div className="controls">
        <button type="submit" disabled={isBusy || !isWhole || (submission === null && accepted === 0)}>
          {submission !== null && accepted === 0 && open === 0 ? words.refuseAll : words.store}
        </button>
        <button
          type="button"
          onClick={() => {
            onDone(null);
          }}
        >
          {words.putAway}
        </button>
      </div>
    </form>
  );
}
