import type { Context } from "../../graph/declare/context.js";
import type { WorkerCohort } from "../cohorts/worker-cohort.entity.js";
import { coverageIndicators, coverageOn, POTENTIAL, statusOf } from "./coverage.js";
import type { Coverage } from "./coverage.type.js";
import { latestFigure } from "./figure.js";
import { figuresOfAll } from "./payers.js";
import type { Figure } from "./figure.type.js";
import type { Observation } from "../observations/observation.entity.js";
import { observationsByGroup } from "../observations/observation.queries.js";
import { groupOf, isLatest, keyOf } from "./read-coverage.js";

// Over what a cohort's coverage is looked for, the widest first.
const DENOMINATORS = [POTENTIAL, "COHORT_SIZE", "REGISTERED_WORKERS", "COHORT_QUOTA", "EMPLOYED_POPULATION"];

// Everything that a cohort's figures may need, so that all of them are read at once.
const INDICATORS = [...new Set([...DENOMINATORS.flatMap(coverageIndicators), "VERIFIED_WORKERS"])];

const load = ({ reader, db }: Context, cohort: WorkerCohort, on: string): Promise<Observation[]> =>
  reader
    .batch(`figures of cohorts ${on}`, (keys) =>
      observationsByGroup(db, keys.map(groupOf), {
        indicatorCodes: INDICATORS,
        on,
        asOf: null,
        currentOnly: isLatest(on),
      }),
    )
    .load(keyOf(cohort));

/** The latest figure of a cohort known on a date, under the first indicator that has one; null when none has. */
export async function readCohortFigure(
  context: Context,
  cohort: WorkerCohort,
  indicatorCodes: readonly string[],
  on: string,
): Promise<Figure | null> {
  const observations = await load(context, cohort, on);
  for (const code of indicatorCodes) {
    const usable = observations.filter(
      ({ indicatorCode, valueStatus }) => indicatorCode === code && valueStatus === statusOf(code),
    );
    const figure = latestFigure(figuresOfAll(usable, on), on);
    if (figure) return figure;
  }
  return null;
}

/** The latest coverage of a cohort known on a date, over the widest denominator that gives a rate. */
export async function readCohortCoverage(
  context: Context,
  cohort: WorkerCohort,
  on: string,
): Promise<Coverage> {
  const observations = await load(context, cohort, on);
  const over = (denominatorCode: string): Coverage =>
    coverageOn(
      { regionCode: cohort.regionCode, categoryCode: cohort.categoryCode, denominatorCode, on, asOf: null },
      observations,
    );
  const coverages = DENOMINATORS.map(over);
  return coverages.find(({ rate }) => rate !== null) ?? over(POTENTIAL);
}
