import { useFormat, useWords, wordFor } from "../shell/language.js";
import type { DeskRow, RowFault, StoredRival } from "./desk-row.js";

interface DetailProps {
  row: DeskRow;
  onDecide: (decision: "accepted" | "refused") => void;
  onCorrect: () => void;
}

/** A row with all that a reviewer needs to decide about it. */
export function RowDetail({ row, onDecide, onCorrect }: DetailProps) {
  const { desk: words } = useWords();
  const { table, cells, faults, unlikely, doubts, rivals, derivedFrom, decision } = row;
  const filled = Object.entries(cells).filter(([, cell]) => cell !== "");
  return (
    <section className="desk-detail" aria-label={words.row(String(row.place))}>
      <h3>
        {words.row(String(row.place))} · {table} ·{" "}
        <span className={`desk-${decision}`}>{words.decision[decision]}</span>
      </h3>
      <div className="controls">
        <button
          type="button"
          aria-keyshortcuts="a"
          onClick={() => {
            onDecide("accepted");
          }}
        >
          {words.accept} <kbd>a</kbd>
        </button>
        <button type="button" aria-keyshortcuts="c" onClick={onCorrect}>
          {words.correct} <kbd>c</kbd>
        </button>
        <button
          type="button"
          aria-keyshortcuts="r"
          onClick={() => {
            onDecide("refused");
          }}
        >
          {words.refuse} <kbd>r</kbd>
        </button>
      </div>
      <Findings title={words.faults} findings={faults} className="desk-fault" />
      <Findings title={words.unlikely} findings={unlikely} />
      {doubts.length > 0 && (
        <>
          <h4>{words.doubts}</h4>
          <ul>
            {doubts.map(({ code, text }) => (
              <li key={code + text}>
                {wordFor(words.doubt, code)}: {text}
              </li>
            ))}
          </ul>
        </>
      )}
      {derivedFrom !== null && (
        <p>
          {words.derived} {derivedFrom}
        </p>
      )}
      <dl className="desk-cells">
        {filled.map(([column, cell]) => (
          <div key={column}>
            <dt>{column}</dt>
            <dd>{cell}</dd>
          </div>
        ))}
      </dl>
      {rivals.length > 0 && <Rivals rivals={rivals} />}
    </section>
  );
}

function Findings({
  title,
  findings,
  className,
}: {
  title: string;
  findings: readonly RowFault[];
  className?: string;
}) {
  if (findings.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className={className}>
        {findings.map(({ column, reason, hint }) => (
          <li key={`${column} ${reason}`}>
            {column !== null && <code>{column}</code>} {reason}
            {hint !== null && <span className="muted"> {hint}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Rivals({ rivals }: { rivals: readonly StoredRival[] }) {
  const { desk: words } = useWords();
  const { number, period } = useFormat();
  return (
    <>
      <h4>{words.rivals}</h4>
      <ul>
        {rivals.map(({ value, qualifier, periodStart, periodEnd, sourceId, agrees }) => (
          <li key={`${sourceId} ${periodEnd} ${value}`}>
            {value === null ? qualifier : number(value)}, {period({ start: periodStart, end: periodEnd })},{" "}
            {sourceId}: {agrees ? words.agrees : words.differs}
          </li>
        ))}
      </ul>
    </>
  );
}
