import { groupBy } from "../../collections.js";
import { KINDS } from "./indicator-kind.rules.js";
import { wholeOf } from "./parts.rules.js";
import { baseOf, periodOf, type Rival } from "./rival.js";

/** What statements must agree in to rival each other, beside region, indicator, category, status, programmes and payer. */
export type Trait = "base" | "countedBy";

/**
 * The statements of one region, indicator, category and status in groups that are about the same thing: the same
 * programmes and payer and, unless left out, base and counting. Statements about different programmes or payers are
 * about parts; one that names none means the only one that other sources name.
 */
export function alike(statements: readonly Rival[], traits: readonly Trait[]): Rival[][] {
  const groups = groupBy(statements, (statement) =>
    [
      traits.includes("base") ? baseOf(statement) : "",
      traits.includes("countedBy") ? (statement.countedBy ?? "") : "",
    ].join(),
  );
  return [...groups.values()].flatMap((group) => {
    const programmes = named(group, programmesOf);
    const funding = named(group, ({ funding }) => funding ?? "");
    const keyed = group.map((statement, index) => ({
      statement,
      key: `${programmes[index] ?? ""} ${funding[index] ?? ""}`,
    }));
    return [...groupBy(keyed, ({ key }) => key).values()].map((same) =>
      withoutParts(same.map(({ statement }) => statement)),
    );
  });
}

// Whoever is a participant at all is one of JKK; money and cases of one programme are parts of the total.
const programmesOf = ({ programmes, indicatorKind }: Rival): string =>
  KINDS[indicatorKind].countsParticipants && programmes.includes("JKK") ? "" : programmes.join();

// What each statement names; one that names nothing means the only thing that other sources name.
function named(statements: readonly Rival[], nameOf: (statement: Rival) => string): string[] {
  const names = statements.map(nameOf);
  const distinct = new Set(names.filter((name) => name !== ""));
  const sole = distinct.size === 1 ? ([...distinct][0] ?? "") : "";
  if (sole === "") return names;
  // A source that states both a part and a figure without a name means the total by the latter.
  const sourcesOf = (wanted: string): Set<string> =>
    new Set(statements.filter((_, index) => names[index] === wanted).map(({ sourceSlug }) => sourceSlug));
  const named = sourcesOf(sole);
  const both = [...sourcesOf("")].some((source) => named.has(source));
  return both ? names : names.map(() => sole);
}

// Where one of three or more figures of one source and period is the sum of the others, these are its parts.
function withoutParts(statements: readonly Rival[]): Rival[] {
  const groups = groupBy(statements, (statement) => `${statement.sourceSlug} ${periodOf(statement)}`);
  const parts = new Set(
    [...groups.values()].flatMap((group) => {
      if (
        KINDS[group[0]?.indicatorKind ?? "RATE"].overRegions !== "SUM" ||
        group.some(({ value }) => value === null)
      )
        return [];
      return wholeOf(group, ({ value }) => value ?? 0)?.parts ?? [];
    }),
  );
  return parts.size === 0 ? [...statements] : statements.filter((statement) => !parts.has(statement));
}
