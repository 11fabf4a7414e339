import type { EntityManager } from "typeorm";
import type { Qualifier } from "../modules/observations/observation.entity.js";
import { possibleOf, type Possible } from "../modules/observations/possible.rules.js";
import { glanceAt, listRivals, type StoredRival as Stored } from "../modules/observations/rival.queries.js";
import { seriesKey, type Series } from "../modules/observations/series.changes.js";
import { dayNumber } from "../time/day.js";
import { partialDate } from "../time/partial-date.js";
import { overlaps, type Span } from "../time/span.js";
import type { Candidate, StoredRival } from "./candidate.js";

// As rivals are told by the graph: periods that overlap, or end at most so many days apart.
const NEAR_DAYS = 31;
const MOST_SHOWN = 10;

/** Adds to each observation the stored statements about the same thing and time, and a doubt where none of them agrees. */
export async function withRivals(
  manager: EntityManager,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const series = candidates.filter(({ table }) => table === "observations").map(seriesOf);
  const distinct = [...new Map(series.map((one) => [seriesKey(one), one])).values()];
  const glances = await glanceAt(manager, distinct);
  const stored = await listRivals(
    manager,
    glances.map(({ id }) => id),
  );
  return candidates.map((candidate) => {
    if (candidate.table !== "observations") return candidate;
    const rivals = stored
      .filter((other) => isRival(candidate, other))
      .slice(0, MOST_SHOWN)
      .map((other) => rivalOf(candidate, other));
    if (rivals.length === 0) return candidate;
    const agrees = rivals.some((rival) => rival.agrees);
    const text = `${rivals.length} stored, none with this value`;
    const doubts = agrees ? candidate.doubts : [...candidate.doubts, { code: "RIVAL" as const, text }];
    return { ...candidate, rivals, doubts };
  });
}

const seriesOf = ({ cells }: Candidate): Series => ({
  regionCode: cells.region_code ?? "",
  indicatorCode: cells.indicator ?? "",
  categoryCode: cells.category_code === "" ? null : (cells.category_code ?? null),
});

function isRival(candidate: Candidate, stored: Stored): boolean {
  const { cells } = candidate;
  if (seriesKey(seriesOf(candidate)) !== seriesKey(stored) || cells.value_status !== stored.valueStatus)
    return false;
  const period = spanOf(cells.period_start, cells.period_end);
  const other: Span = { start: stored.periodStart, end: stored.periodEnd };
  if (period === null) return false;
  return overlaps(period, other) || Math.abs(dayNumber(period.end) - dayNumber(other.end)) <= NEAR_DAYS;
}

function spanOf(start = "", end = ""): Span | null {
  const [from, until] = [partialDate(start)?.from ?? null, partialDate(end)?.until ?? null];
  return from === null || until === null ? null : { start: from, end: until };
}

function rivalOf({ cells }: Candidate, stored: Stored): StoredRival {
  const number = (cell = ""): number | null => (cell === "" ? null : Number(cell));
  const own = possibleOf({
    qualifier: cells.qualifier as Qualifier,
    value: number(cells.value),
    lowerBound: number(cells.lower_bound),
    upperBound: number(cells.upper_bound),
    unit: stored.unit,
  });
  const { value, qualifier, periodStart, periodEnd, sourceSlug: sourceId } = stored;
  return { value, qualifier, periodStart, periodEnd, sourceId, agrees: meet(own, possibleOf(stored)) };
}

const meet = (one: Possible | null, other: Possible | null): boolean =>
  one === null || other === null || (one.least <= other.most && other.least <= one.most);
