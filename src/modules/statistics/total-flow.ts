import { compare, groupBy } from "../../collections.js";
import type { Answer } from "./answers.js";
import { byWidth, shareTime, sum } from "./fact.js";
import type { Question, RegionValue } from "./region-value.type.js";

/** What is counted of one period. */
interface Counted {
  periodStart: string;
  periodEnd: string;
  parts: readonly Answer[];
}

/** A region's sum of a flow or amount, over periods that do not overlap: the longest count, what lies within them does not. */
export function totalFlow(
  answers: readonly Answer[],
  { oneCategory, partsStand }: Question,
): RegionValue | null {
  const totals = oneCategory ? answers : answers.filter(({ categoryCode }) => categoryCode === null);
  const same = [...groupBy(totals, ({ periodStart, periodEnd }) => `${periodStart} ${periodEnd}`).values()];
  // In the order of time, so that only neighbours can overlap.
  const counted: Counted[] = [];
  for (const period of same.flatMap((each) => countedOf(each, partsStand) ?? []).sort(byLength)) {
    const place = placeIn(counted, period);
    const isFree = [counted[place - 1], counted[place]].every((near) => !near || !shareTime(near, period));
    if (isFree) counted.splice(place, 0, period);
  }
  const parts = counted.flatMap((period) => period.parts);
  if (parts.length === 0) return null;
  const known = parts.filter(({ isTied }) => isTied !== true);
  const least = known.length > 0 ? sum(known.map(({ value }) => value)) : null;
  return {
    value: known.length < parts.length ? null : least,
    weight: 1,
    partial: least,
    published: null,
    observations: parts.length,
    countedBy: parts.find(({ countedBy }) => countedBy !== null)?.countedBy ?? null,
    isStale: false,
  };
}

// What all payers pay is a total; what each of them pays is other money, and is added. Programmes are parts of a total.
function countedOf(same: readonly Answer[], partsStand: boolean): Counted | null {
  const [first] = same;
  if (!first) return null;
  const { periodStart, periodEnd } = first;
  const totals = same.filter(({ funding }) => partsStand || (funding ?? "MIXED") === "MIXED");
  const [total] = [...totals].sort(byWidth);
  const parts = total
    ? [total]
    : [...groupBy(same, ({ funding }) => funding).values()].flatMap((of) => [...of].sort(byWidth)[0] ?? []);
  return { periodStart, periodEnd, parts };
}

const lengthOf = ({ periodStart, periodEnd }: Counted): number =>
  Date.parse(periodEnd) - Date.parse(periodStart);

const byLength = (one: Counted, other: Counted): number =>
  lengthOf(other) - lengthOf(one) || compare(one.periodStart, other.periodStart);

// How many periods of a list in the order of time begin before one does.
function placeIn(periods: readonly Counted[], { periodStart }: Counted): number {
  let [low, high] = [0, periods.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((periods[middle]?.periodStart ?? "") < periodStart) low = middle + 1;
    else high = middle;
  }
  return low;
}
