import { groupBy, those } from "../../collections.js";
import { qualifierOf, sumBounds } from "../coverage/bounds.js";
import { figuresOf, isPart, latestFigure, sourceOf, statementsOf } from "../coverage/figure.js";
import type { Figure } from "../coverage/figure.type.js";
import { figuresOfAll } from "../coverage/payers.js";
import { SEGMENTS, segmentOf, statementsIn, sum, type Fact } from "./fact.js";
import type { Question } from "./region-value.type.js";

/** What decides which figures facts make up. */
type FiguresAsked = Pick<Question, "oneCategory" | "partsStand" | "moment">;

/**
 * The figures of one stock that the facts about a region make up: those of the category that was asked for, else of all
 * workers. What one source states of every segment makes up all workers only where nothing is stated of them.
 */
export function stockFigures(
  facts: readonly Fact[],
  { oneCategory, partsStand, moment }: FiguresAsked,
): readonly Figure[] {
  const figuresIn = (some: readonly Fact[]): Figure[] =>
    (partsStand ? figuresOf : figuresOfAll)(statementsIn(some), moment.until);
  if (oneCategory) return figuresIn(facts);
  const stated = figuresIn(those(facts, ({ categoryCode }) => categoryCode === null));
  if (stated.some((figure) => !isPart(figure))) return stated;
  return [...stated, ...partitionsIn(facts, figuresIn, moment.until)];
}

// Migrant workers are counted where they left from, if at all: the other three make up a total.
const PARTITION = ["PU", "BPU", "JAKON"];

// The totals over all workers that the segments of one source and period make up.
function partitionsIn(
  facts: readonly Fact[],
  figuresIn: (some: readonly Fact[]) => Figure[],
  until: string,
): Figure[] {
  const segments = groupBy(facts, ({ categoryCode }) => segmentOf(categoryCode));
  if (!PARTITION.every((segment) => segments.has(segment as never))) return [];
  const figures = SEGMENTS.flatMap((segment) =>
    figuresIn(segments.get(segment) ?? []).map((figure) => ({ segment, figure })),
  );
  const together = groupBy(figures, ({ figure }) =>
    [sourceOf(figure), figure.period.start, figure.period.end, figure.effectiveOn].join(" "),
  );
  return [...together.values()].flatMap((same) => {
    const each = SEGMENTS.flatMap((segment) => {
      const own = same.filter((one) => one.segment === segment).map(({ figure }) => figure);
      return latestFigure(own, until) ?? [];
    });
    const isWhole =
      PARTITION.every((segment) => same.some((one) => one.segment === segment)) &&
      each.every((figure) => figure.value !== null && !isPart(figure));
    return isWhole ? (summed(each) ?? []) : [];
  });
}

function summed(figures: readonly Figure[]): Figure | null {
  const [first] = figures;
  if (!first) return null;
  const bounds = sumBounds(figures);
  return {
    ...first,
    value: sum(figures.flatMap(({ value }) => value ?? [])),
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    qualifier: qualifierOf(bounds),
    basis: "SUMMED",
    observation: null,
    derivedFrom: figures.flatMap(statementsOf),
    parts: [],
    alternatives: [],
    rivalSet: null,
    countedBy: figures.find(({ countedBy }) => countedBy !== null)?.countedBy ?? null,
  };
}
