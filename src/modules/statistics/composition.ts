import { joined } from "../../collections.js";
import type { Counting } from "../observations/observation.entity.js";
import { parentOf } from "../regions/region-code.rules.js";
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
  const isSame = [...reports.values()].every(({ values }) => values.RESIDENCE === values.WORKPLACE);
  return {
    RESIDENCE: byResidence,
    WORKPLACE: isSame ? byResidence : compose(area, new Values(reports, "WORKPLACE"), tree, on),
  };
}

class Values {
  /** The regions above those that report; null until somebody looks below a region. */
  #above: ReadonlySet<string> | null = null;

  constructor(
    readonly reports: Reports,
    readonly counting: Counting,
  ) {}

  of(code: string): RegionValue | null {
    return this.reports.get(code)?.values[this.counting] ?? null;
  }

  /** Whether a region directly below one reports. */
  anyBelow(code: string): boolean {
    this.#above ??= new Set([...this.reports.keys()].map(parentOf).filter((above) => above !== null));
    return this.#above.has(code);
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
  const { found, expected } = foundIn(codes, parts);
  const used = joined(found.map((part) => part.used));
  const reporting = expected.filter((_, index) => found[index]?.isComplete);
  const isComplete = expected.length > 0 && reporting.length === expected.length;
  return { own: null, used: isComplete ? used : mostKnown(own, used), isComplete, reporting, expected };
}

// What one payer pays in a region may be more than all that is known of the regions below it.
const mostKnown = (own: RegionValue | null, used: readonly RegionValue[]): readonly RegionValue[] =>
  own !== null &&
  own.partial !== null &&
  own.weight > 0 &&
  own.partial > sum(used.map(({ partial }) => partial ?? 0))
    ? [own]
    : used;

interface Found {
  used: readonly RegionValue[];
  isComplete: boolean;
}

function foundIn(codes: readonly string[], parts: Parts): { found: Found[]; expected: readonly string[] } {
  const each = codes.map((code) => partsOf(code, parts));
  const reports = (index: number): boolean => (each[index]?.used.length ?? 0) > 0;
  const expected = parts.tree.thereOn(codes, parts.on, reports);
  if (expected === codes) return { found: each, expected };
  const there = new Set(expected);
  return { found: each.filter((_, index) => there.has(codes[index] ?? "")), expected };
}

const NONE: Found = { used: [], isComplete: false };

// A region's own figure, else the figures of those directly below it, each found in the same way.
function partsOf(code: string, parts: Parts): Found {
  const { values, tree, isLevel } = parts;
  const own = values.of(code);
  if (own && isWhole(own)) return { used: [own], isComplete: true };
  const below = !isLevel && values.anyBelow(code) ? tree.below(code) : [];
  if (below.length === 0) return own === null ? NONE : { used: mostKnown(own, []), isComplete: false };
  const { found } = foundIn(below, parts);
  const used = joined(found.map((part) => part.used));
  const isComplete = used.length > 0 && found.every((part) => part.isComplete);
  return { used: isComplete ? used : mostKnown(own, used), isComplete };
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
