import { useEffect, useRef } from "react";
import { useWords } from "../shell/language.js";
import type { DeskRow, RowEvidence } from "./desk-row.js";

/** The document, in which what the present row rests on is marked, and what other rows do underlined. */
export function EvidenceText({
  document,
  rows,
  at,
}: {
  document: string;
  rows: readonly DeskRow[];
  at: number;
}) {
  const { desk: words } = useWords();
  const region = useRef<HTMLElement>(null);
  const present = rows[at]?.evidence ?? [];
  const others = rows.filter((_row, index) => index !== at).flatMap(({ evidence }) => evidence);
  useEffect(() => {
    region.current?.querySelector("mark")?.scrollIntoView({ block: "center" });
  }, [at, document]);
  return (
    <section ref={region} className="desk-text" tabIndex={0} aria-label={words.document} lang="id">
      {piecesOf(document, present, others).map(({ text, start, kind }) =>
        kind === "present" ? (
          <mark key={start}>{text}</mark>
        ) : (
          <span key={start} className={kind === "other" ? "desk-other" : undefined}>
            {text}
          </span>
        ),
      )}
    </section>
  );
}

interface Piece {
  start: number;
  text: string;
  kind: "present" | "other" | "plain";
}

/** The text in pieces, each of which lies in the same spans from its beginning to its end. */
function piecesOf(text: string, present: readonly RowEvidence[], others: readonly RowEvidence[]): Piece[] {
  const bounds = [...present, ...others].flatMap(({ start, end }) => [start, end]);
  const places = [...new Set([0, ...bounds, text.length])].sort((one, other) => one - other);
  return places.slice(0, -1).map((start, index) => {
    const isIn = (spans: readonly RowEvidence[]): boolean =>
      spans.some((span) => span.start <= start && start < span.end);
    const kind = isIn(present) ? "present" : isIn(others) ? "other" : "plain";
    return { start, text: text.slice(start, places[index + 1]), kind };
  });
}
