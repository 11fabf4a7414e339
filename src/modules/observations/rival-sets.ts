import { countWhile, compare, getOrMake, groupBy } from "../../collections.js";
import { dayNumber } from "../../time/day.js";
import { isWithin, overlaps, type Span } from "../../time/span.js";
import { KINDS } from "./indicator-kind.rules.js";
import { isMonthlyStep } from "./monthly.rules.js";
import { NEAR_DAYS, NEAR_DAYS_OF_COUNTINGS } from "./near.rules.js";
import { baseOf, periodOf, seriesOf, type Rival, spanOf } from "./rival.js";

/** Statements of equal periods, which always rival each other. */
interface Cluster extends Span {
  members: Rival[];
  /** The latest effective day of its members. */
  latest: number;
}

/** Statements of one time, in sets that share no statement, and those that are rivals beyond their sets. */
export interface RivalSets {
  /** Every two statements of a set rival each other. */
  sets: Rival[][];
  /** Statements of two periods of which some rival each other, but not all in the sets that they are in. */
  beyond: Rival[][];
}

/**
 * The statements that rival each other, of statements that are about the same thing. Sets are made from the latest
 * effective day backwards: statements of equal periods are always together, and those of another period join them when
 * every one of them rivals every member. `months` are those of all statements of the indicator there.
 */
export function rivalSetsOf(statements: readonly Rival[], months: ReadonlySet<number>): RivalSets {
  const clusters = clustersOf(statements);
  const [first] = statements;
  if (!first || !KINDS[first.indicatorKind].partsOfPeriodsRival)
    return { sets: severalOf(clusters.map(({ members }) => members)), beyond: [] };
  const series = new SeriesOfSources(statements, months);
  const reach = reachOf(statements);
  const setOf = new Map<Cluster, Rival[]>();
  const beyond: Rival[][] = [];
  for (const [index, cluster] of clusters.entries()) {
    const isFirst = !setOf.has(cluster);
    const set = setOf.get(cluster) ?? [...cluster.members];
    setOf.set(cluster, set);
    for (const other of within(clusters, index, reach)) {
      if (setOf.get(other) === set) continue;
      const areAll = (ones: readonly Rival[]): boolean =>
        other.members.every((one) => ones.every((member) => series.areRivals(one, member)));
      if (isFirst && !setOf.has(other) && areAll(set)) {
        set.push(...other.members);
        setOf.set(other, set);
        continue;
      }
      const pairs = cluster.members.flatMap((one) =>
        other.members.filter((member) => series.areRivals(one, member)).map((member) => [one, member]),
      );
      if (pairs.length > 0) beyond.push([...new Set(pairs.flat())]);
    }
  }
  return { sets: severalOf([...new Set(setOf.values())]), beyond };
}

// The clusters after one that may have rivals in it.
function* within(clusters: readonly Cluster[], index: number, reach: number): Generator<Cluster> {
  const cluster = clusters[index];
  if (!cluster) return;
  const earliest = Math.min(dayNumber(cluster.start), cluster.latest) - reach;
  for (let next = index + 1; next < clusters.length; next++) {
    const other = clusters[next];
    if (!other || other.latest < earliest) return;
    yield other;
  }
}

// How long before a statement's period one may begin to hold that rivals it.
const reachOf = (statements: readonly Rival[]): number =>
  Math.max(
    NEAR_DAYS_OF_COUNTINGS,
    ...statements.map(({ periodStart, periodEnd }) => dayNumber(periodEnd) - dayNumber(periodStart)),
  );

const severalOf = (sets: readonly Rival[][]): Rival[][] => sets.filter(({ length }) => length > 1);

function clustersOf(statements: readonly Rival[]): Cluster[] {
  const clusters = [...groupBy(statements, periodOf).values()].map((members) => ({
    members,
    start: members[0]?.periodStart ?? "",
    end: members[0]?.periodEnd ?? "",
    latest: Math.max(...members.map(({ effectiveOn }) => dayNumber(effectiveOn))),
  }));
  return clusters.sort(
    (one, other) =>
      other.latest - one.latest || compare(other.start, one.start) || compare(one.end, other.end),
  );
}

interface OwnSeries {
  statements: Rival[];
  /** Their effective days, ascending. */
  days: number[];
  periods: Set<string>;
}

/** What each source states of one thing: its own series. */
class SeriesOfSources {
  readonly #bySource = new Map<string, OwnSeries>();
  readonly #days = new Map<Rival, number>();

  constructor(
    statements: readonly Rival[],
    readonly months: ReadonlySet<number>,
  ) {
    for (const statement of statements) {
      const day = dayNumber(statement.effectiveOn);
      this.#days.set(statement, day);
      const own = getOrMake(this.#bySource, seriesOf(statement), () => ({
        statements: [],
        days: [],
        periods: new Set<string>(),
      }));
      own.statements.push(statement);
      own.days.push(day);
      own.periods.add(periodOf(statement));
    }
    for (const { days } of this.#bySource.values()) days.sort((one, other) => one - other);
  }

  /** Whether two statements of different periods are about one time. */
  areRivals(one: Rival, other: Rival): boolean {
    if (seriesOf(one) === seriesOf(other))
      return this.#isLastWithin(one, other) || this.#isLastWithin(other, one);
    const distance = this.#distance(one, other);
    const isSameSeries = baseOf(one) === baseOf(other) && one.countedBy === other.countedBy;
    if (isSameSeries && isMonthlyStep(one, other, this.months)) return false;
    const near = one.countedBy === other.countedBy ? NEAR_DAYS : NEAR_DAYS_OF_COUNTINGS;
    if (distance > near && !overlaps(spanOf(one), spanOf(other))) return false;
    return !this.#hasCloser(one, other, distance) && !this.#hasCloser(other, one, distance);
  }

  // A source's figure for a year stands for its last one in that year, and rivals no earlier one.
  #isLastWithin(inner: Rival, outer: Rival): boolean {
    if (!isWithin(spanOf(inner), spanOf(outer))) return false;
    return !this.#own(inner).statements.some(
      (later) =>
        later.periodEnd > inner.periodEnd &&
        periodOf(later) !== periodOf(outer) &&
        isWithin(spanOf(later), spanOf(outer)),
    );
  }

  // Whether the source of one states something that is closer in time to the other.
  #hasCloser(one: Rival, other: Rival, distance: number): boolean {
    const { days, periods } = this.#own(one);
    if (periods.has(periodOf(other))) return true;
    return anyWithin(days, this.#day(other), distance);
  }

  #own(statement: Rival): OwnSeries {
    const own = this.#bySource.get(seriesOf(statement));
    if (!own) throw new Error(`No statement of ${seriesOf(statement)}`);
    return own;
  }

  #day = (statement: Rival): number => this.#days.get(statement) ?? dayNumber(statement.effectiveOn);

  #distance = (one: Rival, other: Rival): number => Math.abs(this.#day(one) - this.#day(other));
}

// Whether any of the ascending days is less than a distance away from a day.
function anyWithin(days: readonly number[], day: number, distance: number): boolean {
  const next = days[countWhile(days, (other) => other <= day - distance)];
  return next !== undefined && next < day + distance;
}
