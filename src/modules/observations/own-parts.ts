import { getOrMake, groupBy } from "../../collections.js";
import { overlaps, type Span } from "../../time/span.js";
import {
  closestTo,
  contradictedCounts,
  contradictedDifference,
  exceeds,
  gapPartsSlug,
  partWholeSlug,
  ratePartsSlug,
  ratioOf,
} from "./own-parts.rules.js";
import { gapsTo, statesDenominator, type RateParts } from "./rate-parts.rules.js";
import { spanOf, type Rival } from "./rival.js";
import { extentOf, relativeTo, type Disagreement } from "./rivals.js";

/** A disagreement of a source with itself, under the key by which its conflict is found. */
export interface OwnDisagreement {
  slug: string;
  disagreement: Disagreement;
}

/**
 * Where statements of one region and category, of one status and source each, contradict what their own source states
 * beside: rates that are not what their counts give, parts that are more than the whole, and what is called missing
 * though the counts leave another number.
 */
export function ownDisagreements(statements: readonly Rival[], parts: RateParts): OwnDisagreement[] {
  const bySource = groupBy(statements, ({ sourceSlug, valueStatus }) => `${sourceSlug} ${valueStatus}`);
  return [...bySource.values()].flatMap((own) => {
    const byCode = groupBy(own, ({ indicatorCode }) => indicatorCode);
    return own
      .filter(({ value }) => value !== null)
      .flatMap((statement) =>
        parts.isRate(statement.indicatorCode)
          ? rateAgainstParts(statement, byCode, parts)
          : [...partAgainstWholes(statement, byCode, parts), ...gapAgainstCounts(statement, byCode, parts)],
      );
  });
}

type ByCode = ReadonlyMap<string, readonly Rival[]>;

function rateAgainstParts(rate: Rival, byCode: ByCode, parts: RateParts): OwnDisagreement[] {
  const { denominatorCode } = rate;
  const numeratorCode = parts.numeratorOf(rate.indicatorCode);
  if (numeratorCode === null || denominatorCode === null) return [];
  const closest = contradictedCounts(rate, {
    numerators: byCode.get(numeratorCode) ?? [],
    denominators: byCode.get(denominatorCode) ?? [],
    gaps: gapsTo(denominatorCode).flatMap((code) => byCode.get(code) ?? []),
  });
  if (!closest) return [];
  const { numerator, denominator } = closest;
  const [published, given] = [rate.value ?? 0, ratioOf(closest)];
  const spread = Math.abs(published - given);
  return [
    {
      slug: ratePartsSlug(rate.slug, numerator.slug, denominator.slug),
      disagreement: {
        ...UNDECIDED,
        members: [rate, numerator, denominator],
        spread,
        relativeSpread: relativeTo(spread, [published, given]),
        period: extentOf([rate, numerator, denominator]).period,
      },
    },
  ];
}

function partAgainstWholes(part: Rival, byCode: ByCode, parts: RateParts): OwnDisagreement[] {
  return [...parts.wholesOf(part.indicatorCode)].flatMap((code) => {
    const wholes = closestTo(part, byCode.get(code) ?? []);
    const isFitting = wholes.some((whole) => !exceeds({ numerator: part, denominator: whole }));
    const [whole] = [...wholes].sort((one, other) => (one.slug < other.slug ? -1 : 1));
    if (isFitting || !whole) return [];
    const members = [part, whole];
    return [
      {
        slug: partWholeSlug(part.slug, whole.slug),
        disagreement: { ...UNDECIDED, members, ...extentOf(members) },
      },
    ];
  });
}

function gapAgainstCounts(gap: Rival, byCode: ByCode, parts: RateParts): OwnDisagreement[] {
  return parts.differencesOf(gap.indicatorCode).flatMap(({ numeratorCode, denominatorCode }) => {
    const closest = contradictedDifference(gap, {
      numerators: byCode.get(numeratorCode) ?? [],
      denominators: byCode.get(denominatorCode) ?? [],
    });
    if (!closest) return [];
    const { numerator, denominator } = closest;
    const [stated, left] = [gap.value ?? 0, (denominator.value ?? 0) - (numerator.value ?? 0)];
    const spread = Math.abs(stated - left);
    const members = [gap, numerator, denominator];
    return [
      {
        slug: gapPartsSlug(gap.slug, numerator.slug, denominator.slug),
        disagreement: {
          ...UNDECIDED,
          members,
          spread,
          relativeSpread: relativeTo(spread, [stated, left]),
          period: extentOf(members).period,
        },
      },
    ];
  });
}

const UNDECIDED = { kind: "VALUE", rule: null, resolved: false, preferredSlug: null } as const;

/** What tells whether a source states the denominator of a rate. */
export type Beside = Pick<
  Rival,
  "regionCode" | "categoryCode" | "indicatorCode" | "sourceSlug" | "periodStart" | "periodEnd"
>;

/** Finds out of some statements what their sources state beside a rate. */
export class StatedDenominators {
  readonly #spans = new Map<string, Span[]>();

  constructor(statements: Iterable<Beside>) {
    for (const statement of statements)
      getOrMake(this.#spans, keyOf(statement, statement.indicatorCode), () => []).push(spanOf(statement));
  }

  /** Whether the source of a rate states its denominator: by name, or by a figure for a period that overlaps. */
  isStated(rate: Beside & Pick<Rival, "base" | "denominatorCode">): boolean {
    if (rate.denominatorCode === null) return false;
    if (rate.base !== null) return true;
    return statesDenominator(rate.denominatorCode).some((code) =>
      this.#spans.get(keyOf(rate, code))?.some((span) => overlaps(span, spanOf(rate))),
    );
  }
}

const keyOf = ({ regionCode, categoryCode, sourceSlug }: Beside, indicatorCode: string): string =>
  `${regionCode} ${categoryCode ?? ""} ${indicatorCode} ${sourceSlug}`;
