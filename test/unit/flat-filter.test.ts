import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { flatFilter, levelsOf } from "../../src/graph/declare/flat-filter.js";
import { Observation } from "../../src/modules/observations/observation.entity.js";
import "../../src/modules/index.js";

const FISHER = { category: { eq: "FISHER" } };
const LATE = { periodEnd: { gte: "2024-01-01" } };
const EARLY = { periodEnd: { lt: "2025-01-01" } };

/** A filter within so many lists. */
const nested = (filter: object, levels: number): object =>
  levels === 0 ? filter : { and: [nested(filter, levels - 1)] };

describe("A filter", () => {
  it.each<[string, object, object]>([
    ["has nothing to say otherwise", FISHER, FISHER],
    ["joins conditions on several fields", { and: [FISHER, LATE] }, { ...FISHER, ...LATE }],
    ["takes what stands in lists of lists", { ...LATE, and: [{ and: [FISHER] }] }, { ...LATE, ...FISHER }],
    ["takes the only one of several of which one must hold", { or: [FISHER] }, FISHER],
    [
      "joins different operators of one field",
      { and: [LATE, EARLY] },
      { periodEnd: { gte: "2024-01-01", lt: "2025-01-01" } },
    ],
    [
      "leaves a second condition of the same operator in the list",
      { and: [FISHER, { category: { eq: "DRIVER" } }] },
      { ...FISHER, and: [{ category: { eq: "DRIVER" } }] },
    ],
    [
      "leaves what must not hold, and several of which one must, as they are",
      { and: [{ not: FISHER }, { not: LATE }, { or: [FISHER, LATE] }] },
      { not: FISHER, and: [{ not: LATE }], or: [FISHER, LATE] },
    ],
    [
      "joins conditions on the one row to which a relation leads",
      { region: { and: [{ within: "15" }] }, and: [{ region: { level: { eq: "CITY" } } }] },
      { region: { within: "15", level: { eq: "CITY" } } },
    ],
    [
      "is left alone with a null in it",
      { and: [FISHER, { region: { within: null } }] },
      { and: [FISHER, { region: { within: null } }] },
    ],
    ["is left alone when it nests too deeply", nested(FISHER, 7), nested(FISHER, 7)],
    [
      "moves nothing deeper to make room for what stood in a list",
      { and: [{ not: FISHER }], not: { not: { not: LATE } } },
      { not: { not: { not: LATE } }, and: [{ not: FISHER }] },
    ],
    [
      "is left alone with so many conditions that it is refused",
      { and: [...Array.from({ length: 101 }, () => ({ and: [] })), FISHER] },
      { and: [...Array.from({ length: 101 }, () => ({ and: [] })), FISHER] },
    ],
    [
      "is left alone with so long a list that it is refused",
      { and: [...Array.from({ length: 501 }, () => ({})), FISHER] },
      { and: [...Array.from({ length: 501 }, () => ({})), FISHER] },
    ],
  ])("%s", (_, filter, flat) => {
    expect(flatFilter(Observation, filter)).toEqual(flat);
  });

  it("never nests deeper than it was", () => {
    const leaf = fc.constantFrom<object>(
      FISHER,
      LATE,
      EARLY,
      { region: { within: "15" } },
      { value: { gt: 1 } },
    );
    const { filter } = fc.letrec<{ filter: object }>((tie) => ({
      filter: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.tuple(leaf, fc.array(tie("filter"), { maxLength: 3 })).map(([own, and]) => ({ ...own, and })),
        fc
          .tuple(tie("filter"), fc.array(tie("filter"), { maxLength: 2 }))
          .map(([not, and]) => ({ not, and })),
        fc.array(tie("filter"), { maxLength: 2 }).map((or) => ({ or })),
        fc.array(leaf, { maxLength: 2 }).map((and) => ({
          region: { not: { within: "33" }, and: and.length ? [{ within: "33.74" }] : [] },
        })),
      ),
    }));
    fc.assert(
      fc.property(filter, (given) => {
        expect(levelsOf(flatFilter(Observation, given))).toBeLessThanOrEqual(levelsOf(given));
      }),
      { endOnFailure: true },
    );
  });
});
