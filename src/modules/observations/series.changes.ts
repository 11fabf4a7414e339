import { batches, getOrMake } from "../../collections.js";
import { oneOf, run, sql } from "../../database/statement.js";
import type { NoteAll, NoteChanges } from "../../package/change-set.js";
import type { Memory } from "../../package/memories.js";

/** All statements about one indicator and category in one region; statements of different series never rival each other. */
export interface Series {
  regionCode: string;
  indicatorCode: string;
  categoryCode: string | null;
}

/** The text under which a series is found. */
export const seriesKey = ({ regionCode, indicatorCode, categoryCode }: Series): string =>
  `${regionCode} ${indicatorCode} ${categoryCode ?? ""}`;

type Kind = Omit<Series, "regionCode">;

/** A set of series that takes little memory: there may be a million. */
export class SeriesSet {
  readonly #kinds = new Map<string, Kind>();
  readonly #series = new Map<string, Set<Kind>>();

  add({ regionCode, indicatorCode, categoryCode }: Series): void {
    const key = `${indicatorCode} ${categoryCode ?? ""}`;
    const kind = getOrMake(this.#kinds, key, () => ({ indicatorCode, categoryCode }));
    getOrMake(this.#series, regionCode, () => new Set()).add(kind);
  }

  *[Symbol.iterator](): Generator<Series> {
    for (const [regionCode, kinds] of this.#series) for (const kind of kinds) yield { regionCode, ...kind };
  }
}

/** The series in which a load has recorded, superseded or ended statements. */
export const CHANGED_SERIES: Memory<SeriesSet> = { make: () => new SeriesSet() };

export const noteSeries: NoteChanges = (changes, { inserted, changed }) => {
  const series = changes.of(CHANGED_SERIES);
  for (const rows of [inserted, changed]) for (const row of rows) series.add(row as unknown as Series);
};

// Of all regions at once there would be a million series to hold.
const REGIONS_AT_ONCE = 50;

export const noteAllSeries: NoteAll = async (changes, manager) => {
  const regions = await run<{ code: string }>(
    manager,
    "observations.listRegions",
    sql`SELECT t.code AS \`code\` FROM regions t`,
  );
  for (const some of batches(regions, REGIONS_AT_ONCE)) {
    const codes = some.map(({ code }) => code);
    const found = await run<Series>(
      manager,
      "observations.listSeries",
      sql`SELECT DISTINCT t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`
        FROM observations t WHERE ${oneOf(sql`t.region_code`, codes)}`,
    );
    for (const series of found) changes.of(CHANGED_SERIES).add(series);
  }
};
