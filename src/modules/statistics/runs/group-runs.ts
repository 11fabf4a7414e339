import { getOrMake, groupBy } from "../../../collections.js";
import type { Signal } from "../../../time/signal.js";
import { isTurnOver, turn } from "../../../time/turn.js";
import type { Fact } from "../fact.js";
import type { Group, Grouping } from "../grouping.js";
import { isStale } from "../moment.js";
import { checkCount } from "../statistics.queries.js";
import { originAt } from "../../figures/monthly-run.rules.js";
import { dayAt, factAt, isMeantIn, labelsOf, mayBeMeant, runReader, stepAt } from "./run-facts.js";
import type { KeptRun, ReadRun, RunsMeant } from "./run-facts.js";

/** What of runs is asked for. */
export interface RunsRequest extends RunsMeant {
  /** Whether a region is not known to have had another territory. */
  isUnchanged: (regionCode: string) => boolean;
  signal: Signal | null;
}

/**
 * Adds to their groups what decides a table of runs: of what is plain in each the last in each group, since no other of
 * that is shown or beats it, and all that is not. Returns how many facts the table is of. Throws QUERY_TOO_LARGE where
 * they are too many.
 */
export async function groupRuns(
  rows: readonly KeptRun[],
  grouping: Grouping,
  request: RunsRequest,
): Promise<number> {
  let count = 0;
  const read = runReader(request);
  const meant = rows.filter((row) => mayBeMeant(row, request.query));
  const addLone = loneAdder(grouping);
  for (const own of groupBy(meant, ({ regionCode }) => regionCode).values()) {
    const runs: ReadRun[] = [];
    for (const row of own) {
      if (isTurnOver()) await turn(request.signal);
      runs.push(read(row));
    }
    const areAlone = request.isUnchanged(own[0]?.regionCode ?? "") && standAlone(runs, grouping);
    for (const run of runs) {
      if (isTurnOver()) await turn(request.signal);
      const { last, seen } = lastOfGroups(run, grouping, request);
      if (areAlone) addLone(run, last);
      else for (const fact of factsAt(last, run, request)) grouping.add(fact);
      checkCount((count += seen + run.others.length));
    }
  }
  return count;
}

const factsAt = (last: LastPlaces, run: ReadRun, meant: RunsMeant): Fact[] => [
  ...[...last.values()].flatMap((places) => [...places.values()].map((place) => factAt(place, run, meant))),
  ...run.others,
];

// Whether no two figures of a region's runs are in one group, so that each is all that the region reports there.
function standAlone(runs: readonly ReadRun[], grouping: Grouping): boolean {
  const { dimensions } = grouping.request;
  const byCategory = dimensions.includes("CATEGORY") || dimensions.includes("SEGMENT");
  const byStatus = dimensions.includes("VALUE_STATUS");
  const kinds = runs.map(({ row: { indicatorCode, cohort, valueStatus } }) =>
    [indicatorCode, byCategory ? cohort : "", byStatus ? valueStatus : ""].join(" "),
  );
  return (
    new Set(kinds).size === runs.length &&
    runs.every(({ row, others }) => others.length === 0 && grouping.isMeant(row))
  );
}

/** The places of last figures: by the type of their source where groups tell it apart, then by year or month. */
type LastPlaces = ReadonlyMap<Fact["sourceType"] | null, ReadonlyMap<string | null, number>>;

// The last figure of each group, and how many figures there are.
function lastOfGroups(
  read: ReadRun,
  { request: { dimensions, latest } }: Grouping,
  request: RunsRequest,
): { last: LastPlaces; seen: number } {
  const bySource = dimensions.includes("SOURCE_TYPE");
  const isMeant = isMeantIn(read, request);
  const last = new Map<Fact["sourceType"] | null, Map<string | null, number>>();
  let seen = 0;
  for (let place = 0; place < read.months.length; place += 1) {
    if (!isMeant(place)) continue;
    seen += 1;
    const step = stepAt(read, place, request);
    if (step === null && dayAt(read, place) > latest.until) continue;
    const type = bySource ? originAt(read.run, place)[0] : null;
    let places = last.get(type);
    if (!places) last.set(type, (places = new Map<string | null, number>()));
    places.set(step, place);
  }
  return { last, seen };
}

type Lone = ReturnType<Group["loneOf"]> | null;

/** Adds the last figures of a run, each of which is all that its region has in a group. */
function loneAdder(grouping: Grouping): (read: ReadRun, last: LastPlaces) => void {
  const { latest } = grouping.request;
  const loneOf = (step: string | null, { row, run }: ReadRun, place: number): Lone =>
    grouping.groupOf(step, labelsOf(row, originAt(run, place)[0]))?.loneOf(row.indicatorCode) ?? null;
  const known = new Map<string, Map<string | null, Lone>>();
  return (read, last) => {
    const { row, run } = read;
    const { indicatorCode, valueStatus, cohort, regionCode } = row;
    const series = { regionCode, countedBy: run.countedBy, valueStatus };
    for (const [type, places] of last) {
      const key = `${indicatorCode} ${valueStatus} ${cohort} ${type ?? ""}`;
      const groups = getOrMake(known, key, () => new Map<string | null, Lone>());
      for (const [step, place] of places) {
        let lone = groups.get(step);
        if (lone === undefined) groups.set(step, (lone = loneOf(step, read, place)));
        const isTooOld = step === null && isStale({ effectiveOn: dayAt(read, place) }, latest);
        lone?.add(series, run.values[place] ?? 0, isTooOld);
      }
    }
  };
}
