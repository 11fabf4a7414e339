import { each, type FieldPrice, type PriceScope, type RowsOf } from "../../graph/declare/field-price.js";
import { WorkerCohort } from "../cohorts/worker-cohort.entity.js";
import { Region } from "../regions/region.entity.js";
import { Observation } from "../observations/observation.entity.js";
import { today } from "../../time/today.js";

/** Work for what is known now of a region or cohort, and for each statement that is read of its history. */
const CURRENT = 2;
const STATEMENT = 0.25;
/** Provinces and the country: only they have sums over child regions, of so many each. */
const PARENTS = 40;
const CHILDREN = 15;
/** Periods of a history, at most, and of one with few statements. */
const MAX_PERIODS = 500;
const FEW_PERIODS = 60;

interface When {
  on?: string | null;
  asOf?: string | null;
}

// Statements about all workers of a region, or about a cohort.
const statementsOf = (rowsOf: RowsOf): number =>
  rowsOf(Observation) / (rowsOf(Region) + rowsOf(WorkerCohort));

// Only current statements are read for today and later.
const isPast = ({ on, asOf }: When): boolean => (asOf ?? "") !== "" || (on ?? today()) < today();

const workOf = (when: When, rowsOf: RowsOf): number =>
  CURRENT + (isPast(when) ? STATEMENT * statementsOf(rowsOf) : 0);

// As of an instant it is looked for the last load, before and after what is read together, and for the first statement.
const OF_INSTANT = 3;

// In the past the runs of groups are asked for first, each time that statements about them are read; as of an instant, what
// was loaded since, for each part of what is found together.
const withRuns =
  (statements: number, times: number, parts: number) =>
  (when: When): number =>
    statements + (isPast(when) ? times : 0) + ((when.asOf ?? "") === "" ? 0 : parts * OF_INSTANT);

/** The latest coverage or figure on a date, of each owner. */
export const latestPrice: FieldPrice<When> = {
  statements: withRuns(6, 2, 3),
  work: (when, { owners, rowsOf }) => owners * workOf(when, rowsOf),
};

/** Every period of each region. */
export const historyPrice: FieldPrice<When> = {
  values: (_args, { owners, rowsOf }) =>
    owners * Math.min(MAX_PERIODS, Math.max(FEW_PERIODS, Math.ceil(statementsOf(rowsOf)))),
  rows: 0,
  statements: withRuns(3, 0, 2),
  work: (_args, { owners, rowsOf }) => owners * STATEMENT * statementsOf(rowsOf),
};

/** The sum over child regions. */
export const rollUpPrice: FieldPrice = {
  rows: 0,
  statements: 4 + OF_INSTANT,
  work: (_args, { owners, rowsOf }) =>
    Math.min(owners, PARENTS) * CHILDREN * (1 + (STATEMENT / 5) * statementsOf(rowsOf)),
};

/** The child regions that are in a sum, or that it lacks. */
export const omittedPrice: FieldPrice = {
  values: each(PARENTS),
  rows: (_args, { owners, rowsOf }) => Math.min(owners * PARENTS, rowsOf(Region)),
};

/** Every region of a level, ranked. */
export const rankingPrice: FieldPrice<When> = {
  rows: 0,
  statements: withRuns(11, 2, 7),
  work: (when, { rowsOf }) => rowsOf(Region) * workOf(when, rowsOf),
};

/** The rows of a ranking. */
export const ranksPrice: FieldPrice = {
  values: (_args, scope: PriceScope) => Math.max(0, Math.min(scope.rowsOf(Region), firstOf(scope))),
};

const firstOf = ({ around: [ranking] }: PriceScope): number => (ranking?.first as number | null) ?? 0;

/** The regions that a ranking leaves out. */
export const omissionsPrice: FieldPrice = {
  values: (_args, { rowsOf }) => rowsOf(Region),
};

/** Targets of each region, with the latest rate. */
export const targetsPrice: FieldPrice<When> = {
  values: each(10),
  rows: (_args, { owners }) => owners * 10,
  statements: withRuns(7, 2, 3),
  work: (when, { owners, rowsOf }) => owners * (CURRENT + workOf(when, rowsOf)),
};
