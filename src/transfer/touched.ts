import type { Values } from "../package/column.js";

/** All statements about one indicator and category in one region; statements of different series never rival each other. */
export interface Series {
  regionCode: string;
  indicatorCode: string;
  categoryCode: string | null;
}

type Kind = Omit<Series, "regionCode">;

/** Rows that a load has written or removed. */
export interface Changes {
  inserted: readonly Values[];
  /** Rows that stood before with other values, or that stand no longer. */
  changed: readonly Values[];
}

/** What a load has changed: only what follows from it is derived anew. */
export class Touched {
  /** Regions that are new or changed. */
  readonly regions = new Set<string>();
  /** Sources that are changed; what refers to a new one is touched itself. */
  readonly sources = new Set<string>();
  /** Indicators that are changed. */
  readonly indicators = new Set<string>();
  /** Cohort categories that are changed. */
  readonly categories = new Set<string>();
  /** Cohorts of which something is stated that was not, or no longer. */
  readonly cohorts = new Set<string>();
  readonly #kinds = new Map<string, Kind>();
  readonly #series = new Map<string, Set<Kind>>();

  /** Takes note of what became of rows of a table. */
  add(table: string, { inserted, changed }: Changes): void {
    const note = (keys: Set<string>, property: string, rows: readonly Values[]): void => {
      for (const row of rows) keys.add(row[property] as string);
    };
    const all = [...inserted, ...changed];
    if (table === "observations") for (const row of all) this.addSeries(row as unknown as Series);
    else if (table === "regions") note(this.regions, "code", all);
    else if (table === "worker_cohorts") note(this.cohorts, "cohortSlug", all);
    else if (table === "sources") note(this.sources, "slug", changed);
    else if (table === "indicators") note(this.indicators, "code", changed);
    else if (table === "cohort_categories") note(this.categories, "code", changed);
  }

  addSeries({ regionCode, indicatorCode, categoryCode }: Series): void {
    const key = `${indicatorCode} ${categoryCode ?? ""}`;
    let kind = this.#kinds.get(key);
    if (!kind) {
      kind = { indicatorCode, categoryCode };
      this.#kinds.set(key, kind);
    }
    const kinds = this.#series.get(regionCode);
    if (kinds) kinds.add(kind);
    else this.#series.set(regionCode, new Set([kind]));
  }

  /** The series in which statements were recorded, superseded or ended. */
  *series(): Generator<Series> {
    for (const [regionCode, kinds] of this.#series) for (const kind of kinds) yield { regionCode, ...kind };
  }
}
