import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { provinceOf } from "../../modules/regions/region-code.rules.js";

/** What a data package of scale 1 has; all but the length of the series grows with the scale. */
const PER_SCALE = { employers: 100_000, cohorts: 6_168, sources: 2_000, awards: 20, results: 3_000 };

/** Months of each cohort's series: with the cohorts of scale 1 about a million observations. */
const MONTHS = 162;
const FIRST_YEAR = 2013;

/** Months for which coverage of all workers is stated, when it is: the last ones of the series. */
const COVERAGE_MONTHS = 36;

/** Cells of one row, in the order of the table's columns. */
export type Cells = readonly (string | number)[];

/** How many of everything, and from which seed. */
export interface SyntheticPlan {
  scale: number;
  seed: number;
  /** Codes of all regencies and cities, in order. */
  regionCodes: readonly string[];
  /** Whether each regency and city has figures for all its workers too: protected and potential ones. */
  coverage?: boolean;
}

// Fewest and most workers of employers of a size.
const WORKERS = { MICRO: [1, 4], SMALL: [5, 19], MEDIUM: [20, 99], LARGE: [100, 5_000] } as const;

/** A regency's or city's share of employers: Jakarta's cities have far more than the others, Java's more than the rest. */
function weightOf(code: string): number {
  const province = provinceOf(code) ?? "";
  const isCity = Number(code.slice(3, 5)) >= 71;
  const base = province === "31" ? 60 : ["32", "33", "34", "35", "36"].includes(province) ? 6 : 1;
  return base * (isCity ? 3 : 1);
}

/**
 * Rows of a synthetic data package, table by table: the same for the same plan. Every source is of type SYNTHETIC, and
 * every name says so. Unless the plan asks for coverage, figures are stated for synthetic categories only, so that no
 * region's real coverage is touched.
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

  // Each table draws from a stream of its own, so that one can change without the others.
  #random(table: number): RandomGenerator {
    return xoroshiro128plus(this.plan.seed * 31 + table);
  }

  *sources(): Generator<Cells> {
    const random = this.#random(1);
    for (let index = 0; index < this.counts.sources; index += 1) {
      const day = new Date(Date.UTC(FIRST_YEAR, 0, 1 + uniformInt(random, 0, 4_700)))
        .toISOString()
        .slice(0, 10);
      yield [
        sourceId(index),
        "SYNTHETIC",
        "SYNTHETIC publisher",
        `SYNTHETIC source ${index}`,
        day,
        "",
        "2026-07-01",
        "en",
        "Generated, says nothing about the world",
      ];
    }
  }

  *categories(): Generator<Cells> {
    for (let index = 0; index < this.counts.categories; index += 1) {
      const name = `SYNTHETIC category ${index}`;
      yield [categoryCode(index), name, name, "BPU", index % 2 === 0 ? "true" : "false", "", ""];
    }
  }

  *indicators(): Generator<Cells> {
    yield [
      "PROTECTED_WORKERS",
      "Protected workers",
      "Pekerja terlindungi",
      "PERSONS",
      "STOCK",
      "",
      "",
      "true",
      "Workers who are active participants of at least the programmes named, at the date or in the period given",
    ];
    if (this.plan.coverage !== true) return;
    yield [
      "POTENTIAL_WORKERS",
      "Potential workers",
      "Potensi pekerja",
      "PERSONS",
      "STOCK",
      "",
      "",
      "true",
      "Workers whom the source counts as able to take part; the base of coverage rates",
    ];
  }

  *employers(): Generator<Cells> {
    const random = this.#random(2);
    const codes = this.plan.regionCodes;
    const total = codes.reduce((sum, code) => sum + weightOf(code), 0);
    let [placed, weight] = [0, 0];
    for (const code of codes) {
      weight += weightOf(code);
      // Rounding the running total keeps the sum exact.
      const until = Math.round((this.counts.employers * weight) / total);
      for (; placed < until; placed += 1) yield this.#employer(random, placed, code);
    }
  }

  #employer(random: RandomGenerator, index: number, code: string): Cells {
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
    return [
      `synthetic-employer-${index}`,
      `SYNTHETIC employer ${index}`,
      kind,
      size,
      sector,
      code,
      workers,
      enrolled,
      this.#source(random),
      "",
    ];
  }

  *workerCohorts(): Generator<Cells> {
    const random = this.#random(3);
    for (let index = 0; index < this.counts.cohorts; index += 1) {
      const { region, category } = this.#cohort(index);
      const status = pick(random, ["ENROLLED", "PARTIAL", "PLANNED", "NOT_ENROLLED"]);
      yield [
        region,
        category,
        status,
        String(uniformInt(random, FIRST_YEAR, 2026)),
        "APBD_CITY",
        "JKK;JKM",
        "",
        this.#source(random),
        "",
      ];
    }
  }

  // Monthly figures of each cohort, growing with some noise.
  *observations(): Generator<Cells> {
    const random = this.#random(4);
    for (let index = 0; index < this.counts.cohorts; index += 1) {
      const { region, category } = this.#cohort(index);
      const start = uniformInt(random, 50, 2_000) * weightOf(region);
      for (let month = 0; month < MONTHS; month += 1) {
        const value = Math.round(start * (1 + month / 100 + uniformFloat64(random) / 20));
        yield this.#observation(random, [region, category, "PROTECTED_WORKERS"], month, value);
      }
    }
    if (this.plan.coverage === true) yield* this.#coverage();
  }

  *#coverage(): Generator<Cells> {
    const random = this.#random(7);
    for (const region of this.plan.regionCodes) {
      const potential = uniformInt(random, 20_000, 200_000) * weightOf(region);
      for (let month = MONTHS - COVERAGE_MONTHS; month < MONTHS; month += 1) {
        const workers = Math.round(potential * (1 + month / 1_000));
        const covered = Math.round(workers * (0.2 + (uniformFloat64(random) * month) / MONTHS / 2));
        yield this.#observation(random, [region, "", "POTENTIAL_WORKERS"], month, workers);
        yield this.#observation(random, [region, "", "PROTECTED_WORKERS"], month, covered);
      }
    }
  }

  #observation(
    random: RandomGenerator,
    of: [region: string, category: string, indicator: string],
    month: number,
    value: number,
  ): Cells {
    const period = `${FIRST_YEAR + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
    const stated = [period, period, value, "", "", "EXACT", "ACTUAL", "", "", "SYNTHETIC office"];
    return [...of, ...stated, this.#source(random), ""];
  }

  *awards(): Generator<Cells> {
    const random = this.#random(5);
    for (let index = 0; index < this.counts.awards; index += 1) {
      const year = FIRST_YEAR + (index % 13);
      yield [
        awardId(index),
        `SYNTHETIC award ${index}`,
        "SYNTHETIC organiser",
        "NATIONAL",
        "regency-city",
        year,
        `${year + 1}-06-01`,
        this.#source(random),
      ];
    }
  }

  *awardResults(): Generator<Cells> {
    const random = this.#random(6);
    const perAward = Math.ceil(this.counts.results / this.counts.awards);
    const codes = this.plan.regionCodes;
    // Steps that leave no region out and come back to none too early.
    const step = codes.length % 7 === 0 ? 1 : 7;
    for (let index = 0; index < this.counts.results; index += 1) {
      const award = Math.floor(index / perAward);
      const place = index % perAward;
      // Beyond the regions, employers: no recipient twice in one award.
      const recipient =
        place < codes.length
          ? ["REGION", codes[(place * step + award) % codes.length] ?? ""]
          : ["EMPLOYER", `synthetic-employer-${place - codes.length}`];
      const stage = place < 3 ? "WINNER" : "NOMINEE";
      yield [
        awardId(award),
        ...recipient,
        stage,
        place < 3 ? place + 1 : "",
        "",
        "",
        `${FIRST_YEAR + (award % 13) + 1}-06-01`,
        this.#source(random),
        "",
      ];
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

const sourceId = (index: number): string => `synthetic-source-${index}`;
const awardId = (index: number): string => `synthetic-award-${index}`;
const categoryCode = (index: number): string => `SYNTHETIC_${index}`;
const pick = <T>(random: RandomGenerator, values: readonly T[]): T =>
  values[uniformInt(random, 0, values.length - 1)] as T;
