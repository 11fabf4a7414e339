import type { Candidate, CandidateTable } from "../candidate.js";
import type { Reading } from "./read-article.js";

const HEADINGS: Record<CandidateTable, string> = {
  sources: "Sources",
  employers: "Employers",
  observations: "Observations",
  worker_cohorts: "Worker cohorts",
  awards: "Award rounds",
  award_results: "Award results",
  regulations: "Regulations",
  initiatives: "Initiatives",
};

/** A reading as text for a terminal: each candidate with the words that it rests on, and its doubts. */
export function showReading(reading: Reading): string {
  const { candidates, checks, removed } = reading;
  const lines = [
    `Source ${reading.sourceId}, published ${reading.publishedOn ?? "on an unknown day"}, about ${reading.region ?? "no known region"}`,
    ...(removed.length === 0 ? [] : [`Not read: ${counted(removed.map(({ rule }) => rule))}`]),
  ];
  for (const [table, heading] of Object.entries(HEADINGS)) {
    const own = candidates.filter((candidate) => candidate.table === table);
    if (own.length === 0) continue;
    lines.push("", `${heading} (${own.length})`, ...own.flatMap(candidateLines));
  }
  if (checks.length > 0) lines.push("", "Arithmetic");
  for (const { rule, holds, text } of checks)
    lines.push(`  ${holds ? "fits" : "DOES NOT FIT"}: ${text} [${rule}]`);
  return `${lines.join("\n")}\n`;
}

function candidateLines({ table, cells, evidence, doubts, rivals, derivedFrom }: Candidate): string[] {
  const said = table === "observations" ? observationText(cells) : cellText(cells);
  return [
    `  ${said}`,
    ...evidence
      .slice(0, 3)
      .map(({ quote, start, end, rule }) => `    "${shortened(quote)}" ${start}-${end} [${rule}]`),
    ...(derivedFrom === null ? [] : [`    derived from ${derivedFrom}`]),
    ...doubts.map(({ code, text }) => `    ? ${code}: ${text}`),
    ...rivals.map(
      ({ value, periodStart, periodEnd, sourceId, agrees }) =>
        `    ${agrees ? "=" : "≠"} stored: ${value ?? "no number"}, ${periodStart} to ${periodEnd}, ${sourceId}`,
    ),
  ];
}

function observationText(cells: Candidate["cells"]): string {
  const period =
    cells.period_start === cells.period_end
      ? cells.period_start
      : `${cells.period_start ?? ""} to ${cells.period_end ?? ""}`;
  const parts = [
    cells.region_code,
    cells.indicator,
    cells.category_code,
    [cells.qualifier, cells.value].filter((part) => part !== "").join(" "),
    cells.value_status,
    period === "" ? "no period" : period,
    cells.funding,
    cells.attributed_to,
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}

const cellText = (cells: Candidate["cells"]): string =>
  Object.entries(cells)
    .filter(([column, cell]) => cell !== "" && !["source_id", "note", "description"].includes(column))
    .map(([, cell]) => cell)
    .join(" · ");

const shortened = (quote: string): string => (quote.length > 160 ? `${quote.slice(0, 157)}…` : quote);

function counted(rules: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => `${count} ${rule.toLowerCase().replace("_", " ")}`).join(", ");
}
