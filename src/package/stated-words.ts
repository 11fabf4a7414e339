import { dateTexts } from "./cell-text.js";
import type { Cells } from "./column.js";
import { digest } from "./digest.js";

// At most so many statements of one source differ in value and note only.
const MAX_ORDINAL = 20;

/** The number, from 0, of the statement with this identity that has the slug; null when none has it. */
function ordinalOf(slug: string, identity: readonly string[]): number | null {
  for (let ordinal = 0; ordinal < MAX_ORDINAL; ordinal += 1)
    if (digest([...identity, ordinal]) === slug) return ordinal;
  return null;
}

/** The slug of the statement that must precede this one in a file, so that this one gets its slug; null for the first. */
export function precedingSlug(slug: string, identity: readonly string[]): string | null {
  const ordinal = ordinalOf(slug, identity) ?? 0;
  return ordinal === 0 ? null : digest([...identity, ordinal - 1]);
}

/**
 * The cells of a row whose slug is a digest of what its file said, with the first and last day of a span in the words of
 * that file: days are stored, and not whether it said `2024` or `2024-01-01`. `isNumbered` tells that the slug also holds
 * the place among rows of the same identity.
 */
export function statedWords(
  cells: Cells,
  [first, last]: readonly [string, string],
  slug: string,
  identityOf: (cells: Cells) => readonly string[],
  { isNumbered = true }: { isNumbered?: boolean } = {},
): Cells {
  const candidates = dateTexts(cells[first] ?? "", "from")
    .flatMap((from) => dateTexts(cells[last] ?? "", "until").map((until) => [from, until] as const))
    .sort((one, other) => unlikeness(one) - unlikeness(other))
    .map(([from, until]) => ({ ...cells, [first]: from, [last]: until }));
  const hasSlug = (candidate: Cells): boolean =>
    isNumbered ? ordinalOf(slug, identityOf(candidate)) !== null : digest(identityOf(candidate)) === slug;
  return candidates.find(hasSlug) ?? candidates[0] ?? cells;
}

const unlikeness = ([from, until]: readonly [string, string]): number => Math.abs(from.length - until.length);
