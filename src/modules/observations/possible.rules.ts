import type { Qualifier } from "./observation.entity.js";
import type { Unit } from "./indicator.entity.js";

/** A number as its source states it. */
export interface StatedNumber {
  qualifier: Qualifier;
  value: number | null;
  lowerBound: number | null;
  upperBound: number | null;
  unit: Unit;
}

/** What a statement leaves possible, from the least to the most; a side that it leaves open is infinite. */
export interface Possible {
  least: number;
  most: number;
  /** Whether both ends come from rounding, so that two ranges that only touch are about different numbers. */
  isRounded: boolean;
}

// Nobody who calls a rate "about 100 percent" means 50 to 150.
const ROUGHEST_RATE = 0.1;

/** What a rate of all leaves possible: 100 percent, give or take half a point. */
export const ALL: Possible = { least: 0.995, most: 1.005, isRounded: true };

const decimalsOf = (value: number): number => {
  const [mantissa = "", exponent = "0"] = value.toString().split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
};

/** One unit of the last digit of a number as printed in full; rates are printed in whole percent or finer. */
export function lastDigit(value: number, unit: Unit = "FRACTION"): number {
  return Number(`1e-${Math.max(unit === "FRACTION" ? 2 : 0, decimalsOf(value))}`);
}

/** One unit of the last digit of a number that is called approximate: its trailing zeros count as not printed. */
export function lastRoughDigit(value: number, unit: Unit): number {
  const decimals = decimalsOf(value);
  const zeros = decimals > 0 ? 0 : (/0+$/.exec(BigInt(Math.trunc(value)).toString())?.[0].length ?? 0);
  const digit = Number(`1e${value === 0 ? 0 : zeros - decimals}`);
  return unit === "FRACTION" ? Math.min(digit, ROUGHEST_RATE) : digit;
}

/**
 * What a statement leaves possible: an exact one its value give or take half a unit of its last printed digit, an
 * approximate one its bounds, or half a unit of its last digit that is no trailing zero, any other its bounds; a rate of
 * all is 100 percent. Null for one without a number.
 */
export function possibleOf(statement: StatedNumber): Possible | null {
  const { qualifier, value, lowerBound, upperBound, unit } = statement;
  if (qualifier === "ALL" && unit === "FRACTION") return ALL;
  if (value === null || qualifier === "ALL" || qualifier === "UNQUANTIFIED") return null;
  if (qualifier === "AT_LEAST") return { least: lowerBound ?? value, most: Infinity, isRounded: false };
  if (qualifier === "AT_MOST") return { least: -Infinity, most: upperBound ?? value, isRounded: false };
  if (qualifier === "APPROXIMATE" && (lowerBound !== null || upperBound !== null))
    return { least: lowerBound ?? -Infinity, most: upperBound ?? Infinity, isRounded: false };
  const half = (qualifier === "EXACT" ? lastDigit : lastRoughDigit)(value, unit) / 2;
  return { least: value - half, most: value + half, isRounded: true };
}

// Binary fractions must neither part what touches nor join what does not.
const hair = (one: number, other: number): number =>
  2 * Number.EPSILON * Math.max(Math.abs(one), Math.abs(other));

/** Whether some number is possible by both; a statement without a number leaves all possible. */
export function meet(one: Possible | null, other: Possible | null): boolean {
  if (one === null || other === null) return true;
  const [least, most] = [Math.max(one.least, other.least), Math.min(one.most, other.most)];
  if (!Number.isFinite(least) || !Number.isFinite(most)) return true;
  const margin = hair(least, most);
  return one.isRounded || other.isRounded ? most - least > margin : most - least >= -margin;
}

/** Whether the first leaves less possible than the second. */
export function isNarrower(one: Possible | null, other: Possible | null): boolean {
  if (one === null || other === null) return one !== null;
  const [width, otherWidth] = [one.most - one.least, other.most - other.least];
  // What binary fractions add to a width is less than a hundredth of it.
  if (Number.isFinite(width) || Number.isFinite(otherWidth)) return width < otherWidth * 0.99;
  const isWithin = one.least >= other.least && one.most <= other.most;
  return isWithin && (one.least > other.least || one.most < other.most);
}
