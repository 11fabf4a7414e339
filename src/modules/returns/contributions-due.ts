import type { Tariff } from "../observations/tariff.entity.js";
import type { EmployerReturn, RiskGroup } from "./employer-return.entity.js";

/** What contributions are computed from. */
export type Wages = Pick<EmployerReturn, "month" | "workers" | "wageBill" | "riskGroup">;

/** Programmes for which employers of wage earners pay a share of wages. */
const PROGRAMMES = ["JKK", "JKM", "JHT", "JP"] as const;

// Tariffs say in words what they hold for.
const RISK_GROUPS: Readonly<Record<RiskGroup, RegExp>> = {
  VERY_LOW: /\bvery low risk\b/i,
  LOW: /(?<!very )\blow risk\b/i,
  MEDIUM: /\bmedium risk\b/i,
  HIGH: /(?<!very )\bhigh risk\b/i,
  VERY_HIGH: /\bvery high risk\b/i,
};
const CEILING = /\bceiling Rp ?([\d,.]+)/i;

/**
 * Contributions due for a month in rupiah, of employer and workers together, by the tariffs for wage earners that were in
 * force on its first day: JKK by risk group, JKM, JHT and JP. Where a tariff has a ceiling of wages, all workers count as
 * earning the same, so that it is the most that can be due. Null when the wage bill or the risk group is not known, or a
 * programme has no tariff for the month.
 */
export function contributionsDue(wages: Wages, tariffs: readonly Tariff[]): number | null {
  const { wageBill, riskGroup } = wages;
  if (wageBill === null || riskGroup === null) return null;
  let due = 0;
  for (const programme of PROGRAMMES) {
    const tariff = tariffFor(programme, wages, tariffs);
    if (!tariff) return null;
    due += (tariff.rate ?? 0) * baseOf(wages, wageBill, tariff);
  }
  return Math.round(due);
}

function tariffFor(
  programme: (typeof PROGRAMMES)[number],
  { month, riskGroup }: Wages,
  tariffs: readonly Tariff[],
): Tariff | undefined {
  const day = `${month}-01`;
  const inForce = tariffs.filter(
    ({ segment, programmes, rate, base, validFrom, validTo }) =>
      segment === "PU" &&
      rate !== null &&
      programmes.length === 1 &&
      programmes[0] === programme &&
      (validFrom === null || validFrom <= day) &&
      (validTo === null || validTo >= day) &&
      (programme !== "JKK" || (riskGroup !== null && RISK_GROUPS[riskGroup].test(base ?? ""))),
  );
  // A later one, or one for a limited time, decides.
  const rankOf = ({ validFrom, validTo }: Tariff): string => `${validFrom ?? ""} ${validTo === null ? 0 : 1}`;
  return inForce.sort((one, other) => (rankOf(one) < rankOf(other) ? 1 : -1))[0];
}

function baseOf({ workers }: Wages, wageBill: number, { base }: Tariff): number {
  const ceiling = CEILING.exec(base ?? "")?.[1];
  if (ceiling === undefined || workers === null) return wageBill;
  return Math.min(wageBill, workers * Number(ceiling.replaceAll(/[,.]/g, "")));
}
