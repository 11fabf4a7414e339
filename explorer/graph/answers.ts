// Answers of the operations in `schema/operations/page-*.graphql`.

export interface Named {
  code: string;
  name: string;
  nameId: string;
}

export interface Period {
  start: string;
  end: string;
}

interface SourceRef {
  id: string;
  publisher: string;
  title: string;
  publishedOn: string | null;
  publishedText: string | null;
  url: string | null;
  type: string;
}

/** One figure as one source states it. */
export interface Statement {
  id: string;
  indicator: Named;
  category: Named | null;
  period: Period;
  value: number | null;
  lowerBound: number | null;
  upperBound: number | null;
  qualifier: string;
  valueStatus: string;
  unit: string;
  denominator: Named | null;
  denominatorStated: boolean | null;
  countedBy: string | null;
  funding: string | null;
  areaDiffers: boolean;
  attributedTo: string | null;
  note: string | null;
  source: SourceRef;
}

export interface Conflict {
  kind: string;
  rule: string | null;
  resolved: boolean;
  spread: number;
}

/** A number with its bounds; null where no source gives one. */
export interface Bounded {
  value: number | null;
  lowerBound: number | null;
  upperBound: number | null;
}

/** The figure that the graph answers with, and all statements that speak for or against it. */
export interface Figure extends Bounded {
  qualifier: string;
  basis: string;
  period: Period;
  observation: Statement | null;
  alternatives: Statement[];
  derivedFrom: Statement[];
  /** What is known of single payers where no source states a total. */
  parts: Statement[];
  conflict: Conflict | null;
}

export interface SyntheticAnswer {
  about: { citation: string | null; datasets: { title: string; synthetic: boolean }[] };
}

export interface HomeAnswer {
  about: {
    version: string;
    changedAt: string | null;
    dataVersion: string | null;
    citation: string | null;
    datasets: { title: string; version: string | null; synthetic: boolean }[];
  };
  provinces: { totalCount: number };
  regencies: { totalCount: number };
  cities: { totalCount: number };
  observations: { totalCount: number };
  sources: { totalCount: number };
  conflicts: { totalCount: number };
}

interface MapRate extends Bounded {
  qualifier: string;
  basis: string;
  effectiveOn: string;
  areaDiffers: boolean;
  denominator: Named | null;
  denominatorStated: boolean;
}

export interface MapRegion {
  code: string;
  name: string;
  coverage: { period: Period | null; rate: MapRate | null };
}

export interface MapAnswer {
  provinces: { nodes: MapRegion[] };
}

interface RegionRef {
  code: string;
  officialName: string;
}

export interface SearchHit {
  __typename: string;
  code?: string;
  officialName?: string;
  parent?: { name: string } | null;
  categoryCode?: string;
  categoryName?: string;
  nameId?: string;
  name?: string;
  sector?: string | null;
  cycleYear?: number;
  type?: string;
  number?: string | null;
  year?: number | null;
  subject?: string;
  region?: RegionRef;
}

export interface SearchAnswer {
  search: SearchHit[];
  sources: { nodes: Omit<SourceRef, "url" | "type">[] };
}

export interface Indicator extends Named {
  definition: string;
  definitionId: string | null;
  kind: string;
  unit: string;
  denominator: Named | null;
  additiveOverRegions: boolean;
}

export interface ChoicesAnswer {
  indicators: Indicator[];
  provinces: { nodes: { code: string; name: string }[] };
  cohortCategories: Named[];
}

/** What an indicator says of one region in one year. */
export interface IndicatorRow {
  year: number | null;
  region: (RegionRef & { level: string; parent: { name: string } | null }) | null;
  cells: { value: number | null; partialValue: number | null; observations: number }[];
}

export interface IndicatorAnswer {
  statistics: { totalRows: number; rows: IndicatorRow[] };
}

export interface RankingRow {
  rank: number;
  rankFrom: number;
  rankTo: number;
  ageInDays: number;
  region: RegionRef & { parent: { name: string } | null };
  coverage: {
    rate: (Bounded & { qualifier: string; basis: string; denominatorStated: boolean }) | null;
  };
}

export interface RankingAnswer {
  coverageRanking: { rows: RankingRow[]; omitted: { reason: string; region: RegionRef }[] };
}

/** How many figures of an indicator there are of one status and group of workers. */
export interface KnownRow {
  valueStatus: string | null;
  category: Named | null;
  cells: { observations: number }[];
}

export interface IndicatorKnownAnswer {
  statistics: { rows: KnownRow[] };
}

export interface PageInfo {
  hasNextPage: boolean;
  endCursor: string | null;
}

export interface SourceAnswer {
  node:
    | (SourceRef & {
        accessedOn: string | null;
        citation: string;
        language: string | null;
        licence: string | null;
        note: string | null;
        observations: {
          totalCount: number;
          pageInfo: PageInfo;
          nodes: (Statement & { region: RegionRef })[];
        };
      })
    | null;
}

/** A conflict with all of its statements. */
export interface FullConflict extends Conflict {
  id: string;
  /** The spread over the largest value. */
  relativeSpread: number | null;
  region?: RegionRef;
  indicator: Named;
  category: Named | null;
  period: Period;
  preferred: { id: string } | null;
  observations: Statement[];
}

export interface ConflictsAnswer {
  conflicts: { totalCount: number; pageInfo: PageInfo; nodes: FullConflict[] };
}
