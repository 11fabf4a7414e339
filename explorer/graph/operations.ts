import choices from "../../schema/operations/page-choices.graphql";
import conflicts from "../../schema/operations/page-conflicts.graphql";
import home from "../../schema/operations/page-home.graphql";
import indicator from "../../schema/operations/page-indicator.graphql";
import indicatorKnown from "../../schema/operations/page-indicator-known.graphql";
import map from "../../schema/operations/page-map.graphql";
import ranking from "../../schema/operations/page-ranking.graphql";
import region from "../../schema/operations/page-region.graphql";
import regionGroups from "../../schema/operations/page-region-groups.graphql";
import regionMoney from "../../schema/operations/page-region-money.graphql";
import regionHistory from "../../schema/operations/page-region-history.graphql";
import regionRecords from "../../schema/operations/page-region-records.graphql";
import search from "../../schema/operations/page-search.graphql";
import source from "../../schema/operations/page-source.graphql";
import synthetic from "../../schema/operations/page-synthetic.graphql";
import type {
  ChoicesAnswer,
  ConflictsAnswer,
  HomeAnswer,
  IndicatorAnswer,
  IndicatorKnownAnswer,
  MapAnswer,
  RankingAnswer,
  SearchAnswer,
  SourceAnswer,
  SyntheticAnswer,
} from "./answers.js";
import type {
  RegionAnswer,
  RegionGroupsAnswer,
  RegionMoneyAnswer,
  RegionHistoryAnswer,
  RegionRecordsAnswer,
} from "./region-answers.js";

/** An operation of `schema/operations/` that the page sends. */
export interface PageOperation<Answer, Variables extends object> {
  /** Its file's name, by which the editor opens it. */
  name: string;
  document: string;
  /** Only for types: what it answers, and what it takes. */
  types?: (variables: Variables) => Answer;
}

const operation = <Answer, Variables extends object = Record<string, never>>(
  name: string,
  document: string,
): PageOperation<Answer, Variables> => ({ name, document });

type ObservationFilter = Record<string, unknown>;

export const HOME = operation<HomeAnswer>("page-home", home);
export const SYNTHETIC = operation<SyntheticAnswer>("page-synthetic", synthetic);
export const MAP = operation<MapAnswer, { denominator: string; on?: string }>("page-map", map);
export const SEARCH = operation<SearchAnswer, { text: string }>("page-search", search);
export const CHOICES = operation<ChoicesAnswer>("page-choices", choices);
export const INDICATOR = operation<IndicatorAnswer, { code: string; filter: ObservationFilter }>(
  "page-indicator",
  indicator,
);
export const RANKING = operation<RankingAnswer, { level: string; denominator: string; category?: string }>(
  "page-ranking",
  ranking,
);
export const INDICATOR_KNOWN = operation<IndicatorKnownAnswer, { code: string }>(
  "page-indicator-known",
  indicatorKnown,
);
export const SOURCE = operation<SourceAnswer, { id: string; after?: string }>("page-source", source);
export interface ConflictVariables {
  filter: ObservationFilter;
  kind?: { eq: string };
  orderBy?: { field: string; direction: string }[];
}
export const CONFLICTS = operation<ConflictsAnswer, ConflictVariables>("page-conflicts", conflicts);
export const REGION = operation<RegionAnswer, { code: string; on?: string }>("page-region", region);
export const REGION_HISTORY = operation<RegionHistoryAnswer, { code: string; from: string }>(
  "page-region-history",
  regionHistory,
);
export const REGION_GROUPS = operation<RegionGroupsAnswer, { code: string; after?: string }>(
  "page-region-groups",
  regionGroups,
);
export const REGION_MONEY = operation<RegionMoneyAnswer, { code: string; on?: string }>(
  "page-region-money",
  regionMoney,
);
export const REGION_RECORDS = operation<RegionRecordsAnswer, { code: string; region: string }>(
  "page-region-records",
  regionRecords,
);
