import { getOrMake } from "../../collections.js";
import type { Indicator } from "./indicator.entity.js";

type Traits = Pick<Indicator, "code" | "kind" | "numeratorCode" | "denominatorCode">;

/** What is missing from a denominator: with the numerator it adds up to it. */
const GAPS: Readonly<Record<string, readonly string[]>> = {
  POTENTIAL_WORKERS: ["UNPROTECTED_WORKERS"],
  EMPLOYED_POPULATION: ["UNPROTECTED_WORKERS"],
  COHORT_SIZE: ["UNPROTECTED_WORKERS"],
  COHORT_QUOTA: ["TARGET_GAP"],
};

/** Populations that are goals, so that more than all of them may be reached. */
const GOALS: ReadonlySet<string> = new Set(["COHORT_QUOTA"]);

/** Surveys count everybody where they live, for whoever counts workers; what else is a base, each source decides. */
export const SURVEYED: readonly string[] = ["EMPLOYED_POPULATION", "LABOUR_FORCE"];

/** The indicators of what is missing from a denominator. */
export const gapsTo = (denominatorCode: string): readonly string[] => GAPS[denominatorCode] ?? [];

/** Indicators that show that a source states what its rate divides by: the denominator, or the gap to it. */
export const statesDenominator = (denominatorCode: string): readonly string[] => [
  denominatorCode,
  ...gapsTo(denominatorCode),
];

/** A population, and a part of it. */
export interface Difference {
  numeratorCode: string;
  denominatorCode: string;
}

/** Which indicators divide to which rates, and which are parts of which. */
export class RateParts {
  readonly #numerators: ReadonlyMap<string, string | null>;
  readonly #wholes = new Map<string, Set<string>>();
  readonly #differences = new Map<string, Difference[]>();

  constructor(indicators: readonly Traits[]) {
    const rates = indicators.filter(({ kind }) => kind === "RATE");
    this.#numerators = new Map(rates.map(({ code, numeratorCode }) => [code, numeratorCode]));
    for (const { numeratorCode, denominatorCode } of rates) {
      if (numeratorCode === null || denominatorCode === null || GOALS.has(denominatorCode)) continue;
      const wholes = this.#wholes.get(numeratorCode) ?? new Set();
      if (wholes.has(denominatorCode)) continue;
      this.#wholes.set(numeratorCode, wholes.add(denominatorCode));
      for (const gap of gapsTo(denominatorCode))
        getOrMake(this.#differences, gap, () => []).push({ numeratorCode, denominatorCode });
    }
  }

  isRate(code: string): boolean {
    return this.#numerators.has(code);
  }

  /** The indicator that a rate divides; null when none is named. */
  numeratorOf(rateCode: string): string | null {
    return this.#numerators.get(rateCode) ?? null;
  }

  /** The populations that an indicator counts a part of. */
  wholesOf(code: string): ReadonlySet<string> {
    return this.#wholes.get(code) ?? NONE;
  }

  /** Those populations that are counted as their parts are, and not found by surveys. */
  countedWholesOf(code: string): ReadonlySet<string> {
    return new Set([...this.wholesOf(code)].filter((whole) => !SURVEYED.includes(whole)));
  }

  /** What an indicator is the difference of: a population and the part of it that is not missing. */
  differencesOf(code: string): readonly Difference[] {
    return this.#differences.get(code) ?? [];
  }

  /** Indicators whose statements depend on what their own sources state beside: rates, parts of populations, and gaps. */
  get dependent(): string[] {
    return [...this.#numerators.keys(), ...this.#wholes.keys(), ...this.#differences.keys()];
  }
}

const NONE: ReadonlySet<string> = new Set();
