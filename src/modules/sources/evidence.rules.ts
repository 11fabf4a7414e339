/**
 * Kinds of evidence, most reliable first: the first criterion for choosing among rivals, as the semantics of the data
 * set define it (registry over document over dated statement over undated press over headline).
 */
export const EVIDENCE = [
  "primary dataset or registry",
  "official document or award citation",
  "dated statement",
  "undated press",
  "headline or related link",
  "synthetic",
] as const;

interface Statement {
  sourceType: string;
  /** Who says it in the source; null when the source does not say. */
  attributedTo: string | null;
  /** The first and last day that may be that of publication; null when it is not known at all. */
  publishedFrom: string | null;
  publishedUntil: string | null;
}

/** Whether the first of two statements was certainly published after the second. */
export const isPublishedLater = (
  { publishedFrom }: Pick<Statement, "publishedFrom">,
  { publishedUntil }: Pick<Statement, "publishedUntil">,
): boolean => publishedFrom !== null && publishedUntil !== null && publishedFrom > publishedUntil;

/** Index of a statement's kind in EVIDENCE; 0 is the most reliable. */
export function evidenceOf(statement: Statement): number {
  const { sourceType, attributedTo } = statement;
  if (sourceType === "SYNTHETIC") return 5;
  if (/headline|related link/i.test(attributedTo ?? "")) return 4;
  if (sourceType === "DATASET" || sourceType === "PARTNER") return 0;
  if (
    ["OFFICIAL_RELEASE", "REGULATION", "REPORT"].includes(sourceType) ||
    /\bcitation\b/i.test(attributedTo ?? "")
  )
    return 1;
  return isDated(statement) && attributedTo !== null ? 2 : 3;
}

// To the day or the month.
const isDated = ({ publishedFrom, publishedUntil }: Statement): boolean =>
  publishedFrom !== null && publishedUntil?.slice(0, 7) === publishedFrom.slice(0, 7);
