import { useEffect, useRef } from "react";
import { useFormat, useWords } from "../shell/language.js";
import { type DeskRow, summaryOf } from "./desk-row.js";

/** Rows that are listed at once; more would make the page slow. */
const SHOWN = 100;

interface ListProps {
  rows: readonly DeskRow[];
  at: number;
  onMove: (to: number) => void;
}

/** The rows around the present one, which has the focus after a move. */
export function RowList({ rows, at, onMove }: ListProps) {
  const { desk: words } = useWords();
  const { number } = useFormat();
  const list = useRef<HTMLOListElement>(null);
  const start = Math.floor(at / SHOWN) * SHOWN;
  useEffect(() => {
    const present = list.current?.querySelector<HTMLElement>("[aria-current]");
    present?.focus({ preventScroll: true });
    present?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <>
      {rows.length > SHOWN && (
        <p className="muted">
          {number(start + 1)} – {number(Math.min(rows.length, start + SHOWN))} / {number(rows.length)}
        </p>
      )}
      <ol ref={list} className="desk-rows" start={start + 1}>
        {rows.slice(start, start + SHOWN).map((row, index) => (
          <li key={row.place}>
            <button
              type="button"
              {...(start + index === at && { "aria-current": "true" as const })}
              onClick={() => {
                onMove(start + index);
              }}
            >
              <span>{summaryOf(row)}</span>
              <span className={`desk-badge desk-${row.decision}`}>{words.decision[row.decision]}</span>
              {row.faults.length > 0 && <span className="desk-badge desk-fault">{words.fault}</span>}
              {row.doubts.length + row.unlikely.length > 0 && (
                <span className="desk-badge desk-doubt">{words.doubtful}</span>
              )}
              {row.isCorrected && <span className="desk-badge">{words.corrected}</span>}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
