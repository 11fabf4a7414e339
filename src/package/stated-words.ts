import { dateTexts } from "./cell-text.js";
import type { Cells } from "./column.js";
import { digest } from "./digest.js";

/** The most statements of one source that may have the same identity, that is, differ only in value and note. */
export const ORDINALS = 20;

/** The ordinal, from 0, of the statement of this identity that has the slug; null when none has. */
function ordinalOf(slug: string, identity: readonly string[]): number | null {
  for (let ordinal = 0; ordinal < ORDINALS; ordinal += 1)
    if (digest([...identity, ordinal]) === slug) return ordinal;
  return null;
}

/** Whether a slug is that of a statement of this identity. */
export const isOrdinalSlug = (slug: string, identity: readonly string[]): boolean =>
  ordinalOf(slug, identity) !== null;

/** The slug of the statement that must precede this one in a file, so that this one gets its slug; null if none must. */
export function precedingSlug(slug: string, identity: readonly string[]): string | null {
  const ordinal = ordinalOf(slug, identity) ?? 0;
  return ordinal === 0 ? null : digest([...identity, ordinal - 1]);
}

/**
 * Restores a row's dates to how its file wrote them: the columns `first` and `last` store days, not whether the file had
 * `2024` or `2024-01-01`. The slug is a digest of the original cells, so only the right spelling reproduces it.
 * `isNumbered` means that the digest also includes the row's ordinal among rows of the same identity.
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
