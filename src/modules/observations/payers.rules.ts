import { groupBy } from "../../collections.js";
import type { FundingSource } from "../cohorts/worker-cohort.entity.js";
import type { Observation } from "./observation.entity.js";
import { wholeOf } from "./parts.rules.js";

/** Whether a statement is about those in some programmes only; every participant is one of JKK. */
export const isOfProgrammes = ({ programmes }: Pick<Observation, "programmes">): boolean =>
  programmes.length > 0 && !programmes.includes("JKK");

/** Whether a statement is about those for whom one payer pays. */
export const isOfOnePayer = ({ funding }: Pick<Observation, "funding">): boolean =>
  funding !== null && funding !== "MIXED";

/** A figure, and who pays for the workers that it counts. */
export interface Paid {
  funding: FundingSource | null;
  value: number;
}

/** The figures that make up that of all payers. */
export interface Whole<T> {
  /** The figures whose sum is that of all payers; null when it is not known. */
  parts: readonly T[] | null;
  /** The figures whose sum is the least that it can be. */
  known: readonly T[];
}

// Who pays beside governments, and is not one of several that pay together.
const PRIVATE: readonly (FundingSource | null)[] = ["CSR", "SELF"];

/**
 * Which figures of one source and period make up that of all payers: a figure that names no payer or equals the sum
 * of the others is the total, and so is one for several payers unless it is less than one of them, or all others are
 * paid privately. Else they are added. One payer alone never answers for all.
 */
export function wholeOfPayers<T extends Paid>(figures: readonly T[]): Whole<T> {
  const each = [...groupBy(figures, ({ funding }) => funding).values()].flatMap(
    (same) => highest(same) ?? [],
  );
  const most = highest(each);
  const total = totalOf(each, most);
  if (total) return { parts: [total], known: [total] };
  if (each.length > 1) return { parts: each, known: each };
  return { parts: null, known: most ? [most] : [] };
}

function totalOf<T extends Paid>(figures: readonly T[], most: T | undefined): T | undefined {
  const sum = wholeOf(figures, ({ value }) => value)?.total;
  if (sum) return sum;
  const mixed = figures.find(({ funding }) => funding === "MIXED");
  const unnamed = figures.find(({ funding }) => funding === null);
  if (unnamed) return unnamed;
  const others = figures.filter((figure) => figure !== mixed);
  const isTotal = others.length === 0 || others.some(({ funding }) => !PRIVATE.includes(funding));
  return isTotal && mixed && mixed.value === most?.value ? mixed : undefined;
}

const highest = <T extends Paid>(figures: readonly T[]): T | undefined =>
  figures.reduce<T | undefined>(
    (most, figure) => (most && most.value >= figure.value ? most : figure),
    undefined,
  );
