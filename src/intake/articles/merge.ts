import { groupBy } from "../../collections.js";
import type { Doubt, Evidence } from "../candidate.js";
import type { Statement } from "./rules/statement.js";

/** Statements that say the same, as one, with every place where the text says it. */
export interface Merged extends Statement {
  evidence: Evidence[];
}

/** Merges what is said several times, and a headline's numbers with those of the text that they round. */
export function mergeStatements(text: string, statements: readonly Statement[]): Merged[] {
  const body = statements.filter(({ sentence }) => !sentence.isHeadline);
  const merged: Merged[] = [];
  for (const statement of body) {
    const same = merged.find((other) => isSame(other, statement));
    if (same) join(same, statement, evidenceOf(text, statement));
    else
      merged.push({ ...statement, doubts: [...statement.doubts], evidence: [evidenceOf(text, statement)] });
  }
  for (const statement of statements.filter(({ sentence }) => sentence.isHeadline)) {
    const told = merged.find((other) => tells(other, statement));
    if (told) {
      told.evidence.push(evidenceOf(text, statement));
      continue;
    }
    const doubt: Doubt = { code: "HEADLINE", text: "only the headline says this" };
    merged.push({
      ...statement,
      speaker: null,
      doubts: [...statement.doubts, doubt],
      evidence: [evidenceOf(text, statement)],
    });
  }
  return contradictions(merged);
}

function evidenceOf(text: string, { span, rule }: Statement): Evidence {
  return { ...span, quote: text.slice(span.start, span.end), rule };
}

const isSame = (one: Statement, other: Statement): boolean =>
  one.indicator.code === other.indicator.code &&
  one.region === other.region &&
  one.value === other.value &&
  one.upper === other.upper &&
  one.status === other.status &&
  (one.value !== null || one.qualifier === other.qualifier) &&
  (one.category === other.category ||
    (one.value !== null && Number(one.value) >= 100 && (one.category === null || other.category === null))) &&
  (one.period === null ||
    other.period === null ||
    one.period.mention === null ||
    other.period.mention === null ||
    (one.period.start === other.period.start && one.period.end === other.period.end));

// The more exact words win: an own time over a carried one, a group over none, a bound over a bare number.
function join(kept: Merged, again: Statement, evidence: Evidence): void {
  if (kept.period?.mention == null && again.period?.mention != null) {
    kept.period = again.period;
    kept.doubts = [
      ...kept.doubts.filter(({ code }) => code !== "PERIOD"),
      ...again.doubts.filter(({ code }) => code === "PERIOD"),
    ];
  }
  kept.category ??= again.category;
  if (kept.qualifier === "EXACT" || kept.qualifier === "APPROXIMATE")
    kept.qualifier = again.qualifier === "EXACT" ? kept.qualifier : again.qualifier;
  if (kept.funding === "") kept.funding = again.funding;
  if (kept.programmes === "") kept.programmes = again.programmes;
  kept.evidence.push(evidence);
}

/** Whether a statement of the text is what the headline says, perhaps in fewer digits. */
function tells(told: Statement, headline: Statement): boolean {
  if (told.value === null || headline.value === null) return false;
  if (told.indicator.unit !== headline.indicator.unit) return false;
  const [exact, short] = [Number(told.value), Number(headline.value)];
  if (exact === short) return true;
  const digits = headline.value.replace(/^0\.?0*|0+$/g, "").replace(".", "").length;
  const step = 10 ** (Math.floor(Math.log10(short)) - Math.max(digits, 1) + 1);
  const isRound = headline.isScaled || headline.value.endsWith("000");
  return isRound || headline.indicator.unit === "FRACTION" ? Math.abs(exact - short) < step : false;
}

// Two numbers for one question in one text: both stand, and each says so.
function contradictions(merged: Merged[]): Merged[] {
  const key = ({ region, category, indicator, status }: Merged): string =>
    [region, category ?? "", indicator.code, status].join("|");
  for (const group of groupBy(merged, key).values())
    for (const one of group)
      for (const other of group) {
        if (one === other || one.value === null || other.value === null || one.value === other.value)
          continue;
        if (["BENEFITS_PAID", "CLAIM_CASES", "BENEFIT_RECIPIENTS", "BUDGET"].includes(one.indicator.code))
          continue;
        if (one.period?.start !== other.period?.start || one.period?.end !== other.period?.end) continue;
        const quote = other.evidence[0]?.quote ?? "";
        one.doubts.push({ code: "CONTRADICTION", text: `the text also says "${quote}"` });
      }
  return merged;
}
