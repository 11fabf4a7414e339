import type { CoverageRate } from "./coverage-rate.type.js";
import { contradictsFull } from "../observations/full-rates.rules.js";
import { fullClaimSlug } from "../observations/own-parts.rules.js";
import { monthsAfter } from "../../time/months.js";
import { dayBefore } from "../../time/today.js";

/** A rate on a day, of all workers or of a category. */
interface Claim {
  categoryCode: string | null;
  on: string;
  /** The instant as of which statements stood; null for now, as stored conflicts are. */
  asOf: string | null;
  rate: CoverageRate | null;
}

/** Whether a coverage claims that all workers are protected, which the rates of segments may contradict. */
export const isFullClaim = ({ categoryCode, rate }: Pick<Claim, "categoryCode" | "rate">): boolean =>
  categoryCode === null && rate?.value === 1 && rate.observation !== null;

/** Whether the rate of a segment, of the same twelve months, is not full or impossible, so that the claim is false. */
export const isFalseClaim = (claim: CoverageRate, segments: readonly (CoverageRate | null)[]): boolean =>
  segments.some((segment) => segment !== null && contradicts(segment, claim));

/** The last day of whose knowledge a claim is judged: later, segments may have caught up with it, or fallen behind. */
export function claimedUntil({ on, rate }: Pick<Claim, "on" | "rate">): string {
  const last = rate ? dayBefore(monthsAfter(rate.effectiveOn, 12)) : on;
  return last < on ? last : on;
}

/** The coverage without its rate where those of segments show that it is false. */
export function withoutFalseClaim<T extends Claim>(coverage: T, segments: readonly Pick<Claim, "rate">[]): T {
  const { rate, asOf } = coverage;
  if (
    !rate ||
    !isFalseClaim(
      rate,
      segments.map((segment) => segment.rate),
    )
  )
    return coverage;
  return {
    ...coverage,
    rate: {
      ...rate,
      value: null,
      lowerBound: null,
      upperBound: null,
      consistent: false,
      conflictSlug: asOf === null && rate.observation ? fullClaimSlug(rate.observation.slug) : null,
    },
  };
}

function contradicts(segment: CoverageRate, claim: CoverageRate): boolean {
  const known = segment.published ?? segment.derived;
  const [earlier, later] = [segment.effectiveOn, claim.effectiveOn].sort();
  if (known === null || monthsAfter(earlier ?? "", 12) <= (later ?? "")) return false;
  return contradictsFull({ value: known, qualifier: segment.qualifier });
}
