import type { Counting } from "../observations/observation.entity.js";
import type { Area, Reports } from "./area.js";
import type { RegionTree } from "./region-tree.js";
import type { RegionValue } from "./region-value.type.js";
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

/** What goes into a cell, of workers counted in either way; the same twice where no figure says how they are counted. */
export function composeArea(
  area: Area,
  reports: Reports,
  tree: RegionTree,
  on: string,
): Readonly<Record<Counting, Composition>> {
  const byResidence = compose(area, new Values(reports, "RESIDENCE"), tree, on);
  return {
    RESIDENCE: byResidence,
    WORKPLACE: areSame(reports) ? byResidence : compose(area, new Values(reports, "WORKPLACE"), tree, on),
  };
}

function areSame(reports: Reports): boolean {
  for (const { values } of reports.values()) if (values.RESIDENCE !== values.WORKPLACE) return false;
  return true;
}

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

const isShown = (value: RegionValue): boolean =>
  !value.isContested && (value.published !== null || isWhole(value));

function compose(area: Area, values: Values, tree: RegionTree, on: string): Composition {
  const { regionCode, space, isAlone } = area;
  const parts = { values, tree, on };
  if (regionCode === null) {
    const codes = space.level === null ? [] : tree.ofLevel(space.level, space.provinceCode);
    return composed(null, codes, { ...parts, isLevel: true });
  }
  const own = values.of(regionCode);
  if (own && isShown(own))
    return { own, used: [own], isComplete: true, reporting: [regionCode], expected: [regionCode] };
  // What contradicts itself is no gap that the regions below could fill.
  const below = isAlone || own?.isContested === true ? [] : tree.below(regionCode);
  if (below.length > 0) return composed(own, below, { ...parts, isLevel: false });
  const used = own?.isContested === false && own.partial !== null ? [own] : [];
  return { own, used, isComplete: false, reporting: [], expected: [regionCode] };
}

/** Where parts are looked for. */
interface Parts {
  values: Values;
  tree: RegionTree;
  on: string;
  /** Whether the regions of a level are meant, without those below them. */
  isLevel: boolean;
}

function composed(own: RegionValue | null, codes: readonly string[], parts: Parts): Composition {
  const used: RegionValue[] = [];
  const { reporting, expected } = addAll(codes, parts, used);
  const isComplete = expected.length > 0 && reporting.length === expected.length;
  if (!isComplete) keepMost(own, used, 0);
  return { own: null, used, isComplete, reporting, expected };
}

// What one payer pays in a region may be more than all that is known of the regions below it.
function keepMost(own: RegionValue | null, used: RegionValue[], from: number): void {
  if (!own || own.weight <= 0) return;
  let known = 0;
  for (let index = from; index < used.length; index += 1) known += used[index]?.partial ?? 0;
  if (own.partial !== null && own.partial > known) used.splice(from, Infinity, own);
}

// Adds what the figures of regions are made of. Of those that there were on the day, tells which have a complete one.
function addAll(
  codes: readonly string[],
  parts: Parts,
  used: RegionValue[],
): Pick<Composition, "reporting" | "expected"> {
  const reporting: string[] = [];
  const reports: boolean[] = [];
  for (const code of codes) {
    const before = used.length;
    if (addParts(code, parts, used)) reporting.push(code);
    reports.push(used.length > before);
  }
  // All that add anything are among them.
  return { reporting, expected: parts.tree.thereOn(codes, parts.on, (index) => reports[index] === true) };
}

// Adds a region's own figure, else the figures of those directly below it, each found in the same way. Returns whether it is complete.
function addParts(code: string, parts: Parts, used: RegionValue[]): boolean {
  const { values, tree, isLevel } = parts;
  const own = values.of(code);
  if (own && isWhole(own)) {
    used.push(own);
    return true;
  }
  const before = used.length;
  const { reporting, expected } = addAll(isLevel ? [] : tree.below(code), parts, used);
  const isComplete = used.length > before && reporting.length === expected.length;
  if (!isComplete) keepMost(own, used, before);
  return isComplete;
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
