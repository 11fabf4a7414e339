/** A key of a row: an integer of the lean tables, a text of Cakupan's. */
export type Key = string | number;

/** What the floor asks of the tables that it stands on. Keys of rows are `id`, and those of their parents `parent`. */
export interface FloorTables {
  /** Regions with their latest coverage, which `WHERE r.code …` follows; the values are today, twice. */
  covered: string;
  /** The regencies and cities that follow a name: `id`, `code`, `name`, and the `parent`'s name. */
  regencies: string;
  /** The provinces that follow a name: `id`, `code`, `name`. */
  provinces: string;
  /** The regencies and cities below some regions, in order. */
  below: (parents: readonly Key[]) => string;
  /** The first cohorts of each of some regions. */
  cohorts: (regions: readonly Key[], count: number) => string;
  /** The award results of some regions, the latest first. */
  results: (regions: readonly Key[]) => string;
  /** The keys of the latest two figures of each of some cohorts. */
  latest: (cohorts: readonly Key[]) => string;
  /** Figures by their keys. */
  figures: (ids: readonly Key[]) => string;
  /** A page of employers; the values are those of `employersCount`, the workers of the row before, twice, and its key. */
  employersPage: string;
  /** The values are those of a province, a size, and the fewest workers. */
  employersCount: string;
  /** The values of a province by its code. */
  within: (code: string) => Key[];
  /** The parameter that holds the key of the row before a page of employers. */
  afterEmployer: "afterSlug" | "afterId";
  /** The values are a category, and a first and last day. */
  statistics: (yearOf: (column: string) => string) => string;
}
