import { createHash } from "node:crypto";
import type { Cells } from "../package/column.js";

/** A stretch of a text, by the places of its first character and of the one after its last. */
export interface TextSpan {
  start: number;
  end: number;
}

/** The words of a text that a candidate rests on, and the rule that read them. */
export interface Evidence extends TextSpan {
  /** The text between the two places, verbatim. */
  quote: string;
  rule: string;
}

/** Why a candidate may be wrong; its code stays the same, its text is for the reviewer. */
export interface Doubt {
  code: DoubtCode;
  text: string;
}

export type DoubtCode =
  | "REGION"
  | "CATEGORY"
  | "INDICATOR"
  | "PERIOD"
  | "NUMBER"
  | "HEADLINE"
  | "SPEAKER"
  | "CONTRADICTION"
  | "ARITHMETIC"
  | "RIVAL"
  | "MODEL"
  | "STORED"
  | "INCOMPLETE";

/** A stored statement about the same thing and time. */
export interface StoredRival {
  value: number | null;
  qualifier: string;
  periodStart: string;
  periodEnd: string;
  sourceId: string;
  /** Whether it says the same. */
  agrees: boolean;
}

/** The tables of a data package that candidates are rows of. */
export type CandidateTable =
  | "observations"
  | "worker_cohorts"
  | "awards"
  | "award_results"
  | "regulations"
  | "initiatives"
  | "sources"
  | "employers";

/**
 * A row that may be stored once somebody has reviewed it, with what it rests on. `cells` are those of the table in a data
 * package, so that whatever proposes candidates is checked and loaded as every import is.
 */
export interface Candidate {
  /** Unique among the candidates of one text or file, and the same when the same text is read again. */
  id: string;
  table: CandidateTable;
  cells: Cells;
  evidence: readonly Evidence[];
  /** How a value was computed that no number of the text states; null for one that is printed. */
  derivedFrom: string | null;
  doubts: readonly Doubt[];
  rivals: readonly StoredRival[];
}

/** What was found when the numbers of candidates were compared. */
export interface ArithmeticCheck {
  rule: string;
  holds: boolean;
  text: string;
  /** Ids of the candidates that were compared. */
  candidates: readonly string[];
}

/** A candidate with an id that depends on its table, its cells and its first place only. */
export function candidate(
  table: CandidateTable,
  cells: Cells,
  evidence: readonly Evidence[],
  doubts: Candidate["doubts"] = [],
  derivedFrom: string | null = null,
): Candidate {
  const stated = JSON.stringify([table, Object.entries(cells), evidence[0]?.start ?? null]);
  const id = createHash("sha256").update(stated).digest("hex").slice(0, 12);
  return { id, table, cells, evidence, derivedFrom, doubts, rivals: [] };
}
