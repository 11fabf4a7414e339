import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { provinceOf } from "../../modules/regions/region-code.rules.js";

/** Rows of each table at scale 1; all but the length of the series grows with the scale. */
const PER_SCALE = { employers: 100_000, cohorts: 6_168, sources: 2_000, awards: 20, results: 3_000 };

/** Months of each cohort's series: about a million observations at scale 1. */
const MONTHS = 162;
const FIRST_YEAR = 2013;

/** The last months of the series: only these have coverage of all workers, if the plan asks for it. */
const COVERAGE_MONTHS = 36;

/** Cells of one row by column; a column that is left out is empty. */
export type SyntheticRow = Readonly<Record<string, string | number>>;

/** The size, the seed and the regions of a synthetic data package. */
export interface SyntheticPlan {
  scale: number;
  seed: number;
  /** Codes of the regencies and cities that rows are about. */
  regionCodes: readonly string[];
  /** Whether each regency and city also has protected and potential workers of all categories together. */
  coverage?: boolean;
  /** For how many of the last months each employer has a return; none when left out. */
  returns?: number;
}

// Fewest and most workers of an employer, by size.
const WORKERS = { MICRO: [1, 4], SMALL: [5, 19], MEDIUM: [20, 99], LARGE: [100, 5_000] } as const;

/** The relative number of employers and workers of a regency or city: highest in Jakarta, then in the rest of Java. */
function weightOf(code: string): number {
  const province = provinceOf(code) ?? "";
  const isCity = Number(code.slice(3, 5)) >= 71;
  const base = province === "31" ? 60 : ["32", "33", "34", "35", "36"].includes(province) ? 6 : 1;
  return base * (isCity ? 3 : 1);
}

/**
 * Rows of a synthetic data package, table by table. The same plan gives the same rows. Every source is of type SYNTHETIC,
 * and every name begins with that word. Unless the plan asks for coverage, all figures are about synthetic categories, so
 * that no region's real coverage changes.
 */
export class Synthetic {
  readonly counts: {
    employers: number;
    cohorts: number;
    sources: number;
    awards: number;
    results: number;
    categories: number;
  };

  constructor(readonly plan: SyntheticPlan) {
    const of = (perScale: number): number => Math.max(1, Math.round(perScale * plan.scale));
    const cohorts = of(PER_SCALE.cohorts);
    this.counts = {
      employers: of(PER_SCALE.employers),
      cohorts,
      sources: of(PER_SCALE.sources),
      awards: of(PER_SCALE.awards),
      results: of(PER_SCALE.results),
      categories: Math.ceil(cohorts / plan.regionCodes.length),
    };
  }

  // Each table has its own stream of random numbers, so that one table can change without the others.
  #random(table: number): RandomGenerator {
    return xoroshiro128plus(this.plan.seed * 31 + table);
  }

  *sources(): Generator<SyntheticRow> {
    const random = this.#random(1);
    for (let index = 0; index < this.counts.sources; index += 1) {
      const day = new Date(Date.UTC(FIRST_YEAR, 0, 1 + uniformInt(random, 0, 4_700)))
        .toISOString()
        .slice(0, 10);
      yield {
        id: sourceId(index),
        type: "SYNTHETIC",
        publisher: "SYNTHETIC publisher",
        title: `SYNTHETIC source ${index}`,
        published_on: day,
        accessed_on: "2026-07-01",
        language: "en",
        note: "Generated, says nothing about the world",
      };
    }
  }

  *categories(): Generator<SyntheticRow> {
    for (let index = 0; index < this.counts.categories; index += 1) {
      const name = `SYNTHETIC category ${index}`;
      yield {
        code: categoryCode(index),
        name_id: name,
        name_en: name,
        segment: "BPU",
        vulnerable: index % 2 === 0 ? "true" : "false",
      };
    }
  }

  *indicators(): Generator<SyntheticRow> {
    const common = { unit: "PERSONS", kind: "STOCK", additive_over_regions: "true" };
    yield {
      ...common,
      code: "PROTECTED_WORKERS",
      name_en: "Protected workers",
      name_id: "Pekerja terlindungi",
      definition:
        "Workers who are active participants of at least the programmes named, at the date or in the period given",
      definition_id:
        "Pekerja yang menjadi peserta aktif setidaknya pada program yang disebut, pada tanggal atau selama periode yang dinyatakan",
    };
    if (this.plan.coverage !== true) return;
    yield {
      ...common,
      code: "POTENTIAL_WORKERS",
      name_en: "Potential workers",
      name_id: "Potensi pekerja",
      definition: "Workers whom the source counts as able to take part; the base of coverage rates",
      definition_id:
        "Pekerja yang menurut sumber dapat menjadi peserta; menjadi pembagi pada cakupan kepesertaan",
    };
  }

  *employers(): Generator<SyntheticRow> {
    const random = this.#random(2);
    const codes = this.plan.regionCodes;
    const total = codes.reduce((sum, code) => sum + weightOf(code), 0);
    let [placed, weight] = [0, 0];
    for (const code of codes) {
      weight += weightOf(code);
      // Rounding the running total, not each region's share, keeps the sum exact.
      const until = Math.round((this.counts.employers * weight) / total);
      for (; placed < until; placed += 1) yield this.#employer(random, placed, code);
    }
  }

  #employer(random: RandomGenerator, index: number, code: string): SyntheticRow {
    const size = pick<keyof typeof WORKERS>(random, [
      "MICRO",
      "MICRO",
      "MICRO",
      "MICRO",
      "MICRO",
      "MICRO",
      "SMALL",
      "SMALL",
      "MEDIUM",
      "LARGE",
    ]);
    const [least, most] = WORKERS[size];
    const workers = uniformInt(random, least, most);
    const enrolled = Math.floor(workers * uniformFloat64(random));
    const kind = pick(random, ["PRIVATE", "PRIVATE", "PRIVATE", "PRIVATE", "COOPERATIVE", "REGION_OWNED"]);
    const sector = String.fromCharCode(65 + uniformInt(random, 0, 20));
    return {
      id: employerId(index),
      name: `SYNTHETIC employer ${index}`,
      kind,
      size,
      sector,
      region_code: code,
      workers,
      enrolled_workers: enrolled,
      source_id: this.#source(random),
    };
  }

  /** Monthly returns of all employers: most pay what is due, some less, and some nothing. */
  *employerReturns(): Generator<SyntheticRow> {
    const random = this.#random(8);
    for (const { id = "", region_code: code = "", enrolled_workers: enrolled } of this.employers()) {
      const workers = Number(enrolled);
      const wage = uniformInt(random, 2_000_000, 9_000_000);
      const group = pick(random, ["VERY_LOW", "LOW", "MEDIUM", "HIGH", "VERY_HIGH"]);
      const sourceOfEmployer = this.#source(random);
      let arrears = 0;
      for (let month = MONTHS - (this.plan.returns ?? 0); month < MONTHS; month += 1) {
        const wages = workers * wage;
        const due = Math.round(wages * USUAL_SHARE);
        const paid = Math.round(due * pick(random, [1, 1, 1, 1, 1, 1, 1, 0.5, 0]));
        arrears += due - paid;
        yield {
          employer_id: id,
          region_code: code,
          month: monthOf(month),
          workers,
          risk_group: group,
          wage_bill_idr: wages,
          contributions_paid_idr: paid,
          arrears_idr: arrears,
          source_id: sourceOfEmployer,
        };
      }
    }
  }

  *workerCohorts(): Generator<SyntheticRow> {
    const random = this.#random(3);
    for (let index = 0; index < this.counts.cohorts; index += 1) {
      const { region, category } = this.#cohort(index);
      const status = pick(random, ["ENROLLED", "PARTIAL", "PLANNED", "NOT_ENROLLED"]);
      yield {
        region_code: region,
        category_code: category,
        status,
        since: uniformInt(random, FIRST_YEAR, 2026),
        funding: "APBD_CITY",
        programmes: "JKK;JKM",
        source_id: this.#source(random),
      };
    }
  }

  // Monthly figures of each cohort: linear growth with noise.
  *observations(): Generator<SyntheticRow> {
    const random = this.#random(4);
    for (let index = 0; index < this.counts.cohorts; index += 1) {
      const { region, category } = this.#cohort(index);
      const start = uniformInt(random, 50, 2_000) * weightOf(region);
      for (let month = 0; month < MONTHS; month += 1) {
        const value = Math.round(start * (1 + month / 100 + uniformFloat64(random) / 20));
        const about = { region_code: region, category_code: category, indicator: "PROTECTED_WORKERS" };
        yield this.#observation(random, about, month, value);
      }
    }
    if (this.plan.coverage === true) yield* this.#coverage();
  }

  *#coverage(): Generator<SyntheticRow> {
    const random = this.#random(7);
    for (const region of this.plan.regionCodes) {
      // One office counts both, as it does where a rate is derived from the two.
      const source = this.#source(random);
      const potential = uniformInt(random, 20_000, 200_000) * weightOf(region);
      for (let month = MONTHS - COVERAGE_MONTHS; month < MONTHS; month += 1) {
        const workers = Math.round(potential * (1 + month / 1_000));
        const covered = Math.round(workers * (0.2 + (uniformFloat64(random) * month) / MONTHS / 2));
        const about = { region_code: region, source_id: source };
        yield this.#observation(random, { ...about, indicator: "POTENTIAL_WORKERS" }, month, workers);
        yield this.#observation(random, { ...about, indicator: "PROTECTED_WORKERS" }, month, covered);
      }
    }
  }

  #observation(random: RandomGenerator, about: SyntheticRow, month: number, value: number): SyntheticRow {
    const period = `${FIRST_YEAR + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
    return {
      ...about,
      period_start: period,
      period_end: period,
      value,
      qualifier: "EXACT",
      value_status: "ACTUAL",
      attributed_to: "SYNTHETIC office",
      source_id: about.source_id ?? this.#source(random),
    };
  }

  *awards(): Generator<SyntheticRow> {
    const random = this.#random(5);
    for (let index = 0; index < this.counts.awards; index += 1) {
      const year = FIRST_YEAR + (index % 13);
      yield {
        id: awardId(index),
        name: `SYNTHETIC award ${index}`,
        organiser: "SYNTHETIC organiser",
        level: "NATIONAL",
        category: "regency-city",
        cycle_year: year,
        awarded_on: `${year + 1}-06-01`,
        source_id: this.#source(random),
      };
    }
  }

  *awardResults(): Generator<SyntheticRow> {
    const random = this.#random(6);
    const perAward = Math.ceil(this.counts.results / this.counts.awards);
    const codes = this.plan.regionCodes;
    // A step without a common divisor with the number of regions reaches each region once before any of them twice.
    const step = codes.length % 7 === 0 ? 1 : 7;
    for (let index = 0; index < this.counts.results; index += 1) {
      const award = Math.floor(index / perAward);
      const place = index % perAward;
      // When each region has a result, employers follow: an award has no recipient twice.
      const recipient =
        place < codes.length
          ? { recipient_type: "REGION", recipient_id: codes[(place * step + award) % codes.length] ?? "" }
          : { recipient_type: "EMPLOYER", recipient_id: employerId(place - codes.length) };
      const result = place < 3 ? { stage: "WINNER", rank: place + 1 } : { stage: "NOMINEE" };
      yield {
        award_id: awardId(award),
        ...recipient,
        ...result,
        decided_on: `${FIRST_YEAR + (award % 13) + 1}-06-01`,
        source_id: this.#source(random),
      };
    }
  }

  #cohort(index: number): { region: string; category: string } {
    const { regionCodes } = this.plan;
    return {
      region: regionCodes[index % regionCodes.length] ?? "",
      category: categoryCode(Math.floor(index / regionCodes.length)),
    };
  }

  #source(random: RandomGenerator): string {
    return sourceId(uniformInt(random, 0, this.counts.sources - 1));
  }
}

// About what all programmes take together of a wage.
const USUAL_SHARE = 0.0954;
const monthOf = (index: number): string =>
  `${FIRST_YEAR + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
const sourceId = (index: number): string => `synthetic-source-${index}`;
const employerId = (index: number): string => `synthetic-employer-${index}`;
const awardId = (index: number): string => `synthetic-award-${index}`;
const categoryCode = (index: number): string => `SYNTHETIC_${index}`;
const pick = <T>(random: RandomGenerator, values: readonly T[]): T =>
  values[uniformInt(random, 0, values.length - 1)] as T;
