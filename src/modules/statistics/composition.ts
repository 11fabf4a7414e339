import type { Counting } from "../observations/observation.entity.js";
import type { Area, Reports } from "./area.js";
import type { RegionTree } from "./region-tree.js";
import type { RegionValue } from "./region-value.js";
import { COUNTINGS } from "./report.js";
import { sum } from "./fact.js";

/** What a cell is made of, of workers counted in one way. */
export interface Composition {
  /** The figure of the region itself that the cell is about; null when it is made of others. */
  own: RegionValue | null;
  /** What is summed. */
  used: readonly RegionValue[];
  isComplete: boolean;
  /** The regions directly below, or of the level, that there are: those with a complete figure, and all. */
  reporting: readonly string[];
  expected: readonly string[];
}

/** What goes into a cell, of workers counted in the way that tells most: where they live, if both tell as much. */
export function composeArea(area: Area, reports: Reports, tree: RegionTree, on: string): Composition {
  const [residence, workplace] = COUNTINGS.map((counting) =>
    compose(area, new Values(reports, counting), tree, on),
  );
  if (!residence || !workplace) throw new Error("Workers are counted in two ways");
  const [a, b] = [meritsOf(residence), meritsOf(workplace)];
  const difference = a.map((merit, index) => merit - (b[index] ?? 0)).find((by) => by !== 0);
  return (difference ?? 0) < 0 ? workplace : residence;
}

// Of what covers as much, that whose figures say where workers are counted: by residence before by workplace.
const meritsOf = ({ own, reporting, used }: Composition): number[] => [
  Number(own !== null && isShown(own)),
  reporting.length,
  used.length,
  used.reduce((merit, { countedBy }) => Math.max(merit, countedBy === null ? 0 : MERITS[countedBy]), 0),
];

const MERITS: Readonly<Record<Counting, number>> = { RESIDENCE: 2, WORKPLACE: 1 };

class Values {
  constructor(
    readonly reports: Reports,
    readonly counting: Counting,
  ) {}

  of(code: string): RegionValue | null {
    return this.reports.get(code)?.values[this.counting] ?? null;
  }
}

const isWhole = (value: RegionValue): boolean => value.value !== null && value.weight > 0;

const isShown = (value: RegionValue): boolean => value.published !== null || isWhole(value);

function compose(area: Area, values: Values, tree: RegionTree, on: string): Composition {
  const { regionCode, space, isAlone } = area;
  if (regionCode === null) {
    const expected = space.level === null ? [] : tree.ofLevel(space.level, space.provinceCode, on);
    return composed(null, expected, values, { below: () => [] });
  }
  const own = values.of(regionCode);
  if (own && isShown(own))
    return { own, used: [own], isComplete: true, reporting: [regionCode], expected: [regionCode] };
  const below = isAlone ? [] : tree.below(regionCode, on);
  if (below.length > 0) return composed(own, below, values, { below: (code) => tree.below(code, on) });
  const used = own && own.partial !== null ? [own] : [];
  return { own, used, isComplete: false, reporting: [], expected: [regionCode] };
}

interface Below {
  below: (code: string) => readonly string[];
}

function composed(
  own: RegionValue | null,
  expected: readonly string[],
  values: Values,
  tree: Below,
): Composition {
  const found = expected.map((code) => partsOf(code, values, tree));
  const used = found.flatMap((part) => part.used);
  const reporting = expected.filter((_, index) => found[index]?.isComplete);
  const known = used.length === 0 && own?.partial != null ? [own] : used;
  const isComplete = expected.length > 0 && reporting.length === expected.length;
  return { own: null, used: known, isComplete, reporting, expected };
}

// A region's own figure, else the figures of those directly below it, each found in the same way.
function partsOf(
  code: string,
  values: Values,
  tree: Below,
): { used: readonly RegionValue[]; isComplete: boolean } {
  const own = values.of(code);
  if (own && isWhole(own)) return { used: [own], isComplete: true };
  const found = tree.below(code).map((child) => partsOf(child, values, tree));
  const used = found.flatMap((part) => part.used);
  const isComplete = found.length > 0 && found.every((part) => part.isComplete);
  return used.length === 0 && own?.partial != null && own.weight > 0
    ? { used: [own], isComplete: false }
    : { used, isComplete };
}

/** The share of the regions' employed population, null unless it is known of all; a single region is all or nothing. */
export function shareOfEmployed({ reporting, expected }: Composition, tree: RegionTree): number | null {
  if (expected.length === 1) return reporting.length;
  const employed = expected.map((code) => tree.placeOf(code)?.employed ?? null);
  const known = employed.filter((value) => value !== null);
  const all = sum(known);
  if (known.length < expected.length || all === 0) return null;
  const chosen = new Set(reporting);
  return sum(expected.map((code, index) => (chosen.has(code) ? (employed[index] ?? 0) : 0))) / all;
}
