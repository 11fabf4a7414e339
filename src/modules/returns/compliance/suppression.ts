import { groupBy } from "../../../collections.js";
import { COUNTRY, provinceOf } from "../../regions/region-code.rules.js";

export type Suppression = "TOO_FEW" | "DOMINATED" | "COMPLEMENTARY";

/** A number that would be published for a cell, and what tells whether it may be. */
export interface Measured {
  grouping: "COUNTRY" | "PROVINCE" | "REGENCY" | "SECTOR" | "SIZE";
  regionCode: string;
  /** Employers that add to it. */
  employers: number;
  /** Sizes by which one could stand out, each with the part of the two largest. */
  magnitudes: readonly { total: number; ofTwo: number }[];
}

/** Part of a magnitude of which two employers may have no more. */
const DOMINANCE = 0.85;

/**
 * Tells which numbers of one month must not be published, and why. The groupings divide the same total: the country is
 * the sum of its provinces, and each province is the sum of its regencies, of its sectors, and of its sizes. A number is
 * suppressed when fewer than `least` employers add to it, or when two have over 85 % of it. Further ones are suppressed so
 * that no published number, sum or difference gives one of these away, not even to somebody who knows one more of them:
 * those of a total that are suppressed are several, and together could be published.
 */
export function suppressed<T extends Measured>(cells: readonly T[], least: number): Map<T, Suppression> {
  const found = new Map<T, Suppression>();
  for (const cell of cells) {
    const reason = reasonOf([cell], least);
    if (reason) found.set(cell, reason);
  }
  const groupings = groupBy(cells, ({ grouping }) => grouping);
  const country = groupings.get("COUNTRY")?.[0];
  const provinces = groupings.get("PROVINCE") ?? [];
  protect(country, provinces, found, least);
  for (const grouping of ["REGENCY", "SECTOR", "SIZE"] as const) {
    const parts = groupBy(
      groupings.get(grouping) ?? [],
      ({ regionCode }) => provinceOf(regionCode) ?? COUNTRY,
    );
    for (const province of provinces) protect(province, parts.get(province.regionCode) ?? [], found, least);
  }
  return found;
}

/** Why the sum of some cells must not be known; null when it may be. */
function reasonOf(cells: readonly Measured[], least: number): Suppression | null {
  if (cells.length === 0) return null;
  if (cells.reduce((sum, { employers }) => sum + employers, 0) < least) return "TOO_FEW";
  const [first] = cells;
  const isDominated = first?.magnitudes.some((_, index) => {
    const total = cells.reduce((sum, { magnitudes }) => sum + (magnitudes[index]?.total ?? 0), 0);
    // No two of all have more than those of the two cells in which two have most.
    const [most = 0, second = 0] = cells
      .map(({ magnitudes }) => magnitudes[index]?.ofTwo ?? 0)
      .sort((one, other) => other - one);
    return total > 0 && most + second > DOMINANCE * total;
  });
  return isDominated ? "DOMINATED" : null;
}

// Suppresses further parts of a total, the smallest first, until the suppressed ones are safe.
function protect<T extends Measured>(
  total: T | undefined,
  parts: readonly T[],
  found: Map<T, Suppression>,
  least: number,
): void {
  const isHidden = (cell: T): boolean => found.has(cell);
  const open = parts.filter((cell) => !isHidden(cell)).sort((one, other) => one.employers - other.employers);
  // What nobody adds to hides nothing.
  const candidates = [
    ...open.filter(({ employers }) => employers > 0),
    ...open.filter(({ employers }) => employers === 0),
  ];
  const isSafe = (): boolean => {
    const hidden = parts.filter(isHidden);
    // All parts of a hidden total would add up to it.
    if (total === undefined || isHidden(total)) return hidden.length > 0 || parts.length === 0;
    return hidden.length === 0 || isSafeWithoutAny(hidden, least);
  };
  while (!isSafe()) {
    const next = candidates.shift();
    if (!next) return;
    found.set(next, "COMPLEMENTARY");
  }
}

const isSafeWithoutAny = (hidden: readonly Measured[], least: number): boolean =>
  hidden.length > 2 &&
  hidden.every(
    (known) =>
      reasonOf(
        hidden.filter((cell) => cell !== known),
        least,
      ) === null,
  );
