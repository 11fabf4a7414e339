import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import type { Conflict, Figure, Statement } from "../graph/answers.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { Link, pathTo } from "../shell/route.js";

/** A number, and everything that speaks for or against it. */
export interface Evidence {
  label: string;
  /** The statement that the graph prefers; null when the number was computed or nothing is preferred. */
  preferred: Statement | null;
  rivals: Statement[];
  parts: Statement[];
  conflict: Conflict | null;
}

const Show = createContext<(evidence: Evidence) => void>(() => undefined);

/** Lets the numbers of a view open who states them. */
export function EvidenceProvider({ children }: { children: ReactNode }) {
  const [evidence, setEvidence] = useState<Evidence | null>(null);
  return (
    <Show value={setEvidence}>
      {children}
      {evidence && (
        <EvidenceDialog
          evidence={evidence}
          close={() => {
            setEvidence(null);
          }}
        />
      )}
    </Show>
  );
}

const evidenceOf = (label: string, figure: Figure): Evidence => ({
  label,
  preferred: figure.observation,
  rivals: figure.alternatives,
  parts: [...figure.derivedFrom, ...figure.parts],
  conflict: figure.conflict,
});

const evidenceOfStatement = (statement: Statement, label: string): Evidence => ({
  label,
  preferred: statement,
  rivals: [],
  parts: [],
  conflict: null,
});

/** A number that opens its sources and rivals. */
export function Sourced({ evidence, children }: { evidence: Evidence; children: ReactNode }) {
  const words = useWords();
  const show = useContext(Show);
  return (
    <button
      type="button"
      className={evidence.conflict ? "sourced contested" : "sourced"}
      title={words.statement.open(evidence.label)}
      onClick={() => {
        show(evidence);
      }}
    >
      {children}
    </button>
  );
}

function EvidenceDialog({ evidence, close }: { evidence: Evidence; close: () => void }) {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const { label, preferred, rivals, parts, conflict } = evidence;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="evidence"
      aria-labelledby="evidence-title"
      onClose={close}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current.close();
      }}
    >
      <div className="evidence-body">
        <div className="section-head">
          <h2 id="evidence-title">{label}</h2>
          <button type="button" className="close" onClick={() => dialog.current?.close()}>
            {words.statement.close}
          </button>
        </div>
        {preferred ? <StatementCard statement={preferred} /> : <p>{words.statement.none}</p>}
        {conflict && <ConflictNote conflict={conflict} />}
        <StatementList title={words.statement.figures} statements={parts} />
        <StatementList title={words.statement.rivals} statements={rivals} />
      </div>
    </dialog>
  );
}

function StatementList({ title, statements }: { title: string; statements: Statement[] }) {
  if (statements.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {statements.map((statement) => (
        <StatementCard key={statement.id} statement={statement} />
      ))}
    </>
  );
}

export function ConflictNote({ conflict }: { conflict: Conflict }) {
  const words = useWords();
  return (
    <p className="conflict-note">
      {conflict.resolved && conflict.rule ? (
        <>
          {words.conflicts.decided}: <span lang="en">{conflict.rule}</span>
        </>
      ) : (
        words.conflicts.open
      )}
    </p>
  );
}

/** One statement in words: number, what it is about, who says it, and where. */
export function StatementCard({ statement, isPreferred }: { statement: Statement; isPreferred?: boolean }) {
  const words = useWords();
  const format = useFormat();
  const { indicator, category, period, attributedTo, note, source, valueStatus, countedBy } = statement;
  const about = [
    format.name(indicator),
    category && format.name(category),
    valueStatus === "ACTUAL" ? null : wordFor(words.valueStatus, valueStatus),
    countedBy && wordFor(words.countedBy, countedBy),
    format.period(period),
  ];
  return (
    <div className={isPreferred ? "statement preferred" : "statement"}>
      <p className="statement-value">
        <StatementValue statement={statement} />
        {isPreferred && <span className="tag">{words.conflicts.preferred}</span>}
      </p>
      <p className="muted">{about.filter(Boolean).join(" · ")}</p>
      {attributedTo && (
        <p>
          {words.statement.by}: <span lang="en">{attributedTo}</span>
        </p>
      )}
      {note && (
        <p className="note" lang="en">
          {note}
        </p>
      )}
      <p>
        <SourceLink source={source} /> <span className="muted">· {usePublished(source)}</span>
        {source.url && (
          <>
            {" "}
            <a href={source.url} rel="noreferrer" target="_blank">
              {words.statement.original}
            </a>
          </>
        )}
      </p>
    </div>
  );
}

export function usePublished({
  publishedOn,
  publishedText,
}: Pick<Statement["source"], "publishedOn" | "publishedText">): string {
  const words = useWords();
  const format = useFormat();
  return publishedOn ? format.day(publishedOn) : (publishedText ?? words.statement.undated);
}

export function SourceLink({ source }: { source: { id: string; publisher: string; title?: string } }) {
  return (
    <Link to={pathTo.source(source.id)}>
      {source.publisher}
      {source.title && (
        <>
          : <span lang="en">{source.title}</span>
        </>
      )}
    </Link>
  );
}

/** A statement's number as it was stated: with "at least", "about", or without any. */
function StatementValue({ statement }: { statement: Statement }) {
  const words = useWords();
  const format = useFormat();
  const { value, qualifier, unit } = statement;
  return (
    <>
      {qualifier !== "EXACT" && <span className="qualifier">{wordFor(words.qualifier, qualifier)} </span>}
      {value !== null && <span className="number">{format.amount(value, unit)}</span>}
    </>
  );
}

/** A statement's number, which opens its source. */
export function SourcedStatement({ statement }: { statement: Statement }) {
  const format = useFormat();
  return (
    <Sourced evidence={evidenceOfStatement(statement, format.name(statement.indicator))}>
      <StatementValue statement={statement} />
    </Sourced>
  );
}

/** A figure's number, which opens its sources and rivals; a dash where nothing is known. */
export function SourcedFigure({
  figure,
  label,
  unit = "PERSONS",
}: {
  figure: Figure | null;
  label: string;
  unit?: string;
}) {
  const words = useWords();
  const format = useFormat();
  if (!figure) return <span className="muted">–</span>;
  const { value, qualifier, lowerBound, upperBound } = figure;
  const bounds = [lowerBound, upperBound].filter((bound) => bound !== null);
  return (
    <Sourced evidence={evidenceOf(label, figure)}>
      {qualifier !== "EXACT" && <span className="qualifier">{wordFor(words.qualifier, qualifier)} </span>}
      {value !== null && <span className="number">{format.amount(value, unit)}</span>}
      {value === null && bounds.length === 2 && qualifier === "EXACT" && (
        <span className="number">{bounds.map((bound) => format.amount(bound, unit)).join(" – ")}</span>
      )}
      {value === null && qualifier === "EXACT" && bounds.length < 2 && "?"}
    </Sourced>
  );
}
