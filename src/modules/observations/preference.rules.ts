import { EVIDENCE, evidenceOf, isPublishedLater } from "../sources/evidence.rules.js";
import { isNarrower, meet, possibleOf } from "./possible.rules.js";
import type { Rival } from "./rival.js";

/** Which of two statements a rule puts first, and the rule in words. */
export interface Preference {
  better: Rival;
  rule: string;
}

type Rule = (one: Rival, other: Rival) => Preference | null;

/**
 * The better of two statements by the first rule that tells them apart, with the rule in words; null when none does. Of
 * two that agree, the one that leaves less possible is the last to stand out.
 */
export function preference(one: Rival, other: Rival): Preference | null {
  for (const rule of RULES) {
    const found = rule(one, other) ?? rule(other, one);
    if (found) return found;
  }
  return null;
}

const yearOf = ({ effectiveOn }: Rival): string => effectiveOn.slice(0, 4);

const isDated = ({ periodPrecision }: Rival): boolean =>
  periodPrecision === "DAY" || periodPrecision === "MONTH";

// One text that prints both is as late for the one as for the other.
const byPrecision: Rule = (dated, ofYear) => {
  if (ofYear.periodPrecision !== "YEAR" || !isDated(dated) || yearOf(dated) !== yearOf(ofYear)) return null;
  const isNewer = isPublishedLater(ofYear, dated) || ofYear.sourceSlug === dated.sourceSlug;
  if (isNewer && evidenceOf(ofYear) < evidenceOf(dated)) return null;
  return { better: dated, rule: `dated (${dated.effectiveOn}) over the year only (${yearOf(ofYear)})` };
};

const byEvidence: Rule = (one, other) => {
  const [better, worse] = [evidenceOf(one), evidenceOf(other)];
  return better < worse
    ? { better: one, rule: `${EVIDENCE[better] ?? ""} over ${EVIDENCE[worse] ?? ""}` }
    : null;
};

const byDay: Rule = (one, other) =>
  one.effectiveOn > other.effectiveOn
    ? { better: one, rule: `later effective day (${one.effectiveOn}) over earlier (${other.effectiveOn})` }
    : null;

const byPublication: Rule = (one, other) =>
  isPublishedLater(one, other)
    ? {
        better: one,
        rule: `later publication (${one.publishedFrom ?? ""}) over earlier (${other.publishedUntil ?? ""})`,
      }
    : null;

const byExactness: Rule = (one, other) =>
  one.qualifier === "EXACT" && other.qualifier !== "EXACT"
    ? { better: one, rule: `exact over qualified (${other.qualifier})` }
    : null;

// There is nothing to decide between two that agree, but one may say more.
const byWidth: Rule = (one, other) => {
  const [a, b] = [possibleOf(one), possibleOf(other)];
  return meet(a, b) && isNarrower(a, b) ? { better: one, rule: "narrower over wider" } : null;
};

const RULES: readonly Rule[] = [byPrecision, byEvidence, byDay, byPublication, byExactness, byWidth];

/**
 * The statements in layers, best first: each layer has those that no statement of the same or a later layer is better
 * than. What the rules order in a circle is one layer.
 */
export function layersOf(statements: readonly Rival[]): Rival[][] {
  const beaten = new Map<Rival, Rival[]>(statements.map((statement) => [statement, []]));
  const unbeatenBy = new Map<Rival, number>(statements.map((statement) => [statement, 0]));
  for (const [index, one] of statements.entries())
    for (const other of statements.slice(index + 1)) {
      const better = preference(one, other)?.better;
      if (!better) continue;
      const worse = better === one ? other : one;
      beaten.get(better)?.push(worse);
      unbeatenBy.set(worse, (unbeatenBy.get(worse) ?? 0) + 1);
    }
  const layers: Rival[][] = [];
  const left = new Set(statements);
  while (left.size > 0) {
    const free = [...left].filter((statement) => unbeatenBy.get(statement) === 0);
    const layer = free.length > 0 ? free : [...left];
    for (const statement of layer) {
      left.delete(statement);
      for (const worse of beaten.get(statement) ?? [])
        unbeatenBy.set(worse, (unbeatenBy.get(worse) ?? 0) - 1);
    }
    layers.push(layer);
  }
  return layers;
}
