import { asOfOrNow } from "../../database/as-of.js";
import type { Context } from "../../graph/declare/context.js";
import type { WorkerCohort } from "../cohorts/worker-cohort.entity.js";
import { coverageIndicators, coverageOn, POTENTIAL, statusOf } from "./coverage.js";
import type { Coverage } from "./coverage.type.js";
import { latestOfCountings } from "../figures/figure.rules.js";
import { figuresOfAll } from "../figures/all-payers.rules.js";
import type { Figure } from "../figures/figure.type.js";
import type { Observation } from "../observations/observation.entity.js";
import { observationsByGroup } from "../observations/observation.queries.js";
import { groupOf, keyOf } from "./read-coverage.js";
import { isLatest, lastParts } from "./read-statements.js";

// Over what a cohort's coverage is looked for, the widest first.
const DENOMINATORS = [POTENTIAL, "COHORT_SIZE", "REGISTERED_WORKERS", "COHORT_QUOTA", "EMPLOYED_POPULATION"];

// Everything that a cohort's figures may need, so that all of them are read at once.
const INDICATORS = [...new Set([...DENOMINATORS.flatMap(coverageIndicators), "VERIFIED_WORKERS"])];

/** On which day, and as of which instant; null for as known now. */
export interface When {
  on: string;
  asOf: string | null;
}

const load = ({ reader, db }: Context, cohort: WorkerCohort, { on, asOf }: When): Promise<Observation[]> =>
  reader
    .batch(`figures of cohorts ${on} ${asOf ?? ""}`, (keys) => {
      const [groups, currentOnly] = [keys.map(groupOf), isLatest(on)];
      return asOfOrNow(db, asOf, async (readAsOf) => {
        const parts = currentOnly || readAsOf !== null ? groups : await lastParts(db, groups, INDICATORS, on);
        const wanted = { indicatorCodes: INDICATORS, on, asOf: readAsOf, isThen: asOf !== null, currentOnly };
        return observationsByGroup(db, parts, wanted);
      });
    })
    .load(keyOf(cohort));

/** The latest figure of a cohort known on a date, under the first indicator that has one; null when none has. */
export async function readCohortFigure(
  context: Context,
  cohort: WorkerCohort,
  indicatorCodes: readonly string[],
  when: When,
): Promise<Figure | null> {
  const observations = await load(context, cohort, when);
  for (const code of indicatorCodes) {
    const usable = observations.filter(
      ({ indicatorCode, valueStatus }) => indicatorCode === code && valueStatus === statusOf(code),
    );
    const figure = latestOfCountings(figuresOfAll(usable, when.on), when.on);
    if (figure) return figure;
  }
  return null;
}

/** The latest coverage of a cohort known on a date, over the widest denominator that gives a rate. */
export async function readCohortCoverage(
  context: Context,
  cohort: WorkerCohort,
  when: When,
): Promise<Coverage> {
  const observations = await load(context, cohort, when);
  const over = (denominatorCode: string): Coverage =>
    coverageOn(
      { regionCode: cohort.regionCode, categoryCode: cohort.categoryCode, denominatorCode, ...when },
      observations,
    );
  const coverages = DENOMINATORS.map(over);
  return coverages.find(({ rate }) => (rate?.denominatorCode ?? null) !== null) ?? over(POTENTIAL);
}
