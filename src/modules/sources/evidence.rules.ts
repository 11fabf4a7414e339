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
  publishedOn: string | null;
}

/** Index of a statement's kind in EVIDENCE; 0 is the most reliable. */
export function evidenceOf({ sourceType, attributedTo, publishedOn }: Statement): number {
  if (sourceType === "SYNTHETIC") return 5;
  if (/headline|related link/i.test(attributedTo ?? "")) return 4;
  if (sourceType === "DATASET" || sourceType === "PARTNER") return 0;
  if (
    ["OFFICIAL_RELEASE", "REGULATION", "REPORT"].includes(sourceType) ||
    /\bcitation\b/i.test(attributedTo ?? "")
  )
    return 1;
  return publishedOn !== null && attributedTo !== null ? 2 : 3;
}
