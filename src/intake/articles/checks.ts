import { groupBy } from "../../collections.js";
import { lastRoughDigit } from "../../modules/observations/possible.rules.js";
import type { ArithmeticCheck, Candidate, Doubt } from "../candidate.js";
import type { Vocabulary } from "../vocabulary.js";

type Observation = Candidate & { table: "observations" };

const WHOLES = ["POTENTIAL_WORKERS", "COHORT_SIZE", "COHORT_QUOTA"] as const;
const RATES = new Map<string, readonly string[]>([
  ["COVERAGE_RATE", ["POTENTIAL_WORKERS", "COHORT_SIZE"]],
  ["TARGET_ATTAINMENT", ["COHORT_QUOTA"]],
  ["COVERAGE_RATE_EMPLOYED", ["EMPLOYED_POPULATION"]],
]);
// A rounded rate may be off by a point and a half, as an approximate one of the data is.
const ROUNDED_POINTS = 0.015;
const SEGMENTS = ["PU", "BPU", "JAKON", "PMI"];
const MONEY_TOLERANCE = 0.01;

/** Compares the numbers of candidates with each other, as far as one text lets them be compared. */
export function arithmeticChecks(
  candidates: readonly Candidate[],
  { tariffs }: Vocabulary,
): ArithmeticCheck[] {
  const stated = candidates.filter(
    (one): one is Observation => one.table === "observations" && (one.cells.value ?? "") !== "",
  );
  const regions = groupBy(stated, ({ cells }) => cells.region_code ?? "");
  const monthly = tariffs.filter(({ segment }) => segment === "BPU").map(({ amountIdr }) => amountIdr);
  return [...regions.values()].flatMap((group) => [
    ...rateChecks(group),
    ...partChecks(group),
    ...wholeChecks(group),
    ...moneyChecks(group, monthly),
  ]);
}

const valueOf = ({ cells }: Candidate): number => Number(cells.value);
const categoryOf = ({ cells }: Candidate): string => cells.category_code ?? "";
const isNear = (one: Candidate, other: Candidate): boolean => {
  const [year, again] = [one, other].map(({ cells }) => (cells.period_end ?? "").slice(0, 4));
  return year === again;
};

// N of M against the percent.
function rateChecks(group: readonly Observation[]): ArithmeticCheck[] {
  return group.flatMap((rate) => {
    const bases = RATES.get(rate.cells.indicator ?? "");
    if (bases === undefined || rate.cells.value_status !== "ACTUAL") return [];
    const like = group.filter((one) => categoryOf(one) === categoryOf(rate) && isNear(one, rate));
    const part = like.find(
      ({ cells }) => cells.indicator === "PROTECTED_WORKERS" && cells.value_status === "ACTUAL",
    );
    const whole = like.find(({ cells }) => bases.includes(cells.indicator ?? ""));
    if (!part || !whole || valueOf(whole) === 0) return [];
    const computed = valueOf(part) / valueOf(whole);
    const digits = (rate.cells.value ?? "").split(".")[1]?.length ?? 0;
    const rounding = 0.5 * 10 ** -Math.max(digits, 2);
    const loose = [rate, part, whole].every(({ cells }) => cells.qualifier === "EXACT")
      ? rounding
      : rounding + ROUNDED_POINTS;
    const holds = Math.abs(computed - valueOf(rate)) <= loose + 1e-9;
    const text = `${valueOf(part)} of ${valueOf(whole)} is ${percent(computed)}, printed ${percent(valueOf(rate))}`;
    return [check("RATE", holds, text, [rate, part, whole])];
  });
}

// Segments against the total.
function partChecks(group: readonly Observation[]): ArithmeticCheck[] {
  const people = group.filter(
    ({ cells }) => cells.indicator === "PROTECTED_WORKERS" && cells.value_status === "ACTUAL",
  );
  return people
    .filter((total) => categoryOf(total) === "")
    .flatMap((total) => {
      const parts = people.filter(
        (one) => SEGMENTS.includes(categoryOf(one)) && one.cells.period_end === total.cells.period_end,
      );
      if (parts.length < 2) return [];
      const sum = parts.reduce((all, one) => all + valueOf(one), 0);
      // Construction workers are often left out, so only parts that exceed the total, or three that differ, are doubtful.
      const holds = sum === valueOf(total) || (parts.length < 3 && sum < valueOf(total));
      return [
        check("PARTS", holds, `the parts add up to ${sum}, the total is ${valueOf(total)}`, [
          total,
          ...parts,
        ]),
      ];
    });
}

// A part is no larger than its whole.
function wholeChecks(group: readonly Observation[]): ArithmeticCheck[] {
  return group.flatMap((whole) => {
    if (!WHOLES.some((code) => code === whole.cells.indicator) || whole.cells.qualifier === "AT_LEAST")
      return [];
    return group
      .filter(
        (part) =>
          ["PROTECTED_WORKERS", "UNPROTECTED_WORKERS"].includes(part.cells.indicator ?? "") &&
          part.cells.value_status === "ACTUAL" &&
          categoryOf(part) === categoryOf(whole) &&
          isNear(part, whole) &&
          valueOf(part) > valueOf(whole),
      )
      .map((part) =>
        check("PART_OF_WHOLE", false, `${valueOf(part)} is more than the whole of ${valueOf(whole)}`, [
          part,
          whole,
        ]),
      );
  });
}

// Workers x tariff x months against the money.
function moneyChecks(group: readonly Observation[], monthly: readonly number[]): ArithmeticCheck[] {
  return group.flatMap((money) => {
    if (!["BUDGET", "CONTRIBUTIONS_PAID"].includes(money.cells.indicator ?? "")) return [];
    const of = (indicator: string): Observation[] =>
      group.filter(
        (one) =>
          one.cells.indicator === indicator && categoryOf(one) === categoryOf(money) && isNear(one, money),
      );
    const [workers] = [...of("PROTECTED_WORKERS"), ...of("COHORT_QUOTA")].filter(
      ({ cells }) =>
        cells.value_status === money.cells.value_status ||
        cells.value_status === "ALLOCATED" ||
        cells.value_status === "ACTUAL",
    );
    const [months] = of("MONTHS_COVERED");
    if (!workers || !months) return [];
    const own = of("CONTRIBUTION_PER_WORKER").map(valueOf);
    const tariffs = [...new Set([...own, ...monthly])];
    const sums = tariffs.map((tariff) => ({ tariff, sum: tariff * valueOf(workers) * valueOf(months) }));
    const best = sums.sort(
      (one, other) => Math.abs(one.sum - valueOf(money)) - Math.abs(other.sum - valueOf(money)),
    )[0];
    if (!best) return [];
    // The press cuts digits off as often as it rounds them.
    const digit = money.cells.qualifier === "EXACT" ? 0 : lastRoughDigit(valueOf(money), "IDR");
    const holds = Math.abs(best.sum - valueOf(money)) <= Math.max(digit, MONEY_TOLERANCE * valueOf(money));
    const text = `${valueOf(workers)} workers x Rp ${best.tariff} x ${valueOf(months)} months is Rp ${best.sum}, printed Rp ${valueOf(money)}`;
    return [check("MONEY", holds, text, [money, workers, months])];
  });
}

const percent = (value: number): string => `${Math.round(value * 10_000) / 100} percent`;

const check = (rule: string, holds: boolean, text: string, of: readonly Candidate[]): ArithmeticCheck => ({
  rule,
  holds,
  text,
  candidates: of.map(({ id }) => id),
});

/** The candidates with a doubt for each comparison that fails. */
export function withDoubts(
  candidates: readonly Candidate[],
  checks: readonly ArithmeticCheck[],
): Candidate[] {
  return candidates.map((one) => {
    const failed = checks.filter(({ holds, candidates: ids }) => !holds && ids.includes(one.id));
    const doubts: Doubt[] = failed.map(({ text }) => ({ code: "ARITHMETIC", text }));
    return doubts.length === 0 ? one : { ...one, doubts: [...one.doubts, ...doubts] };
  });
}
