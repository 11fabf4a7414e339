import { countWhile, compare, groupBy, those } from "../../collections.js";
import { overlaps, type Span } from "../../time/span.js";
import { qualifierOf, sumBounds } from "../figures/bounds.rules.js";
import { figuresOf, statementsOf } from "../figures/figure.rules.js";
import type { Figure } from "../figures/figure.type.js";
import type { FundingSource, Programme } from "../cohorts/worker-cohort.entity.js";
import { dayAfter } from "../../time/today.js";
import type { Moment } from "./moment.js";
import { statementsIn, sum, type Fact } from "./fact.js";
import { NOTHING, type Question, type RegionValue } from "./region-value.type.js";

/** What is counted of one period. */
interface Counted extends Span {
  parts: readonly Figure[];
}

/** A region's sum of a flow or amount, over periods that do not overlap: the longest count, what lies within them does not. */
export function totalFlow(
  facts: readonly Fact[],
  { oneCategory, partsStand, moment }: Question,
): RegionValue | null {
  const totals = those(facts, ({ categoryCode }) => oneCategory || categoryCode === null);
  const figures = figuresOf(statementsIn(totals), moment.until);
  const same = [...groupBy(figures, ({ period }) => `${period.start} ${period.end}`).values()];
  const whole = same.filter((each) => each.some((figure) => !isOfSomeProgrammes(figure)));
  // In the order of time, so that only neighbours can overlap.
  const counted: Counted[] = [];
  for (const period of (whole.length > 0 ? whole : same)
    .flatMap((each) => countedOf(each, partsStand) ?? [])
    .sort(byLength)) {
    const place = placeIn(counted, period);
    const isFree = [counted[place - 1], counted[place]].every((near) => !near || !overlaps(near, period));
    if (isFree) counted.splice(place, 0, period);
  }
  const parts = counted.flatMap((period) => period.parts);
  if (parts.length === 0) return null;
  const known = parts.flatMap(({ value }) => value ?? []);
  const least = known.length > 0 ? sum(known) : null;
  const bounds = sumBounds(parts);
  const isWhole = known.length === parts.length && !parts.some(isOfSomeProgrammes) && fills(counted, moment);
  return {
    ...NOTHING,
    value: isWhole ? least : null,
    partial: least,
    shown: { ...bounds, qualifier: qualifierOf(bounds) },
    share: bounds,
    observations: parts.length,
    countedBy: parts.find(({ countedBy }) => countedBy !== null)?.countedBy ?? null,
  };
}

// What all payers pay is a total; what each of them pays is other money, and is added. Programmes are parts of a total.
function countedOf(same: readonly Figure[], partsStand: boolean): Counted | null {
  const [first] = same;
  if (!first) return null;
  const totals = same.filter((figure) => partsStand || (fundingOf(figure) ?? "MIXED") === "MIXED");
  const [total] = [...totals].sort(byWidth);
  const parts = total
    ? [total]
    : [...groupBy(same, fundingOf).values()].flatMap((of) => [...of].sort(byWidth)[0] ?? []);
  return { ...first.period, parts };
}

const fundingOf = (figure: Figure): FundingSource | null => statementsOf(figure)[0]?.funding ?? null;

// About all programmes first, then the highest.
const byWidth = (one: Figure, other: Figure): number =>
  Number(isOfSomeProgrammes(one)) - Number(isOfSomeProgrammes(other)) ||
  (other.value ?? -1) - (one.value ?? -1) ||
  compare(statementsOf(one)[0]?.slug ?? "", statementsOf(other)[0]?.slug ?? "");

// Unlike participants, who are all in JKK, claims and money are those of the programmes that are named. What is paid for
// a category is for JKK and JKM, and all workers also have JHT.
function isOfSomeProgrammes(figure: Figure): boolean {
  const [statement] = statementsOf(figure);
  if (!statement || statement.programmes.length === 0) return false;
  const all: Programme[] = statement.categoryCode === null ? ["JKK", "JKM", "JHT"] : ["JKK", "JKM"];
  return !all.every((programme) => statement.programmes.includes(programme));
}

// Whether periods, in the order of time, have every day of a year or month; where the last counts, there is none to fill.
function fills(periods: readonly Span[], { from, until }: Moment): boolean {
  if (from === undefined) return true;
  let next = from;
  for (const { start, end } of periods) {
    if (start > next) return false;
    next = dayAfter(end);
  }
  return next > until;
}

const lengthOf = ({ start, end }: Counted): number => Date.parse(end) - Date.parse(start);

const byLength = (one: Counted, other: Counted): number =>
  lengthOf(other) - lengthOf(one) || compare(one.start, other.start);

// How many periods of a list in the order of time begin before one does.
const placeIn = (periods: readonly Counted[], { start }: Counted): number =>
  countWhile(periods, (period) => period.start < start);
