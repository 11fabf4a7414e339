import { ENTITY_ROWS } from "../entity-rows.js";
import { LoadContext } from "../load-context.js";
import { dateTexts } from "./cell-text.js";
import type { Cells } from "./table-rows.js";

// How many statements of one source that differ in nothing but value and note are told apart.
const MAX_ORDINAL = 20;

class AtOrdinal extends LoadContext {
  constructor(readonly at: number) {
    super("");
  }

  override ordinal(): number {
    return this.at;
  }
}

const contexts = Array.from({ length: MAX_ORDINAL }, (_, ordinal) => new AtOrdinal(ordinal));

// Days are stored, not whether a file said `2024` or `2024-01-01`; but the slug was made from the file's words. So the
// words are those from which importing makes the same slug.
function asStated(
  cells: Cells,
  [first, last]: readonly [string, string],
  hasSlug: (candidate: Cells) => boolean,
): Cells {
  const candidates = dateTexts(cells[first] ?? "", "from")
    .flatMap((from) => dateTexts(cells[last] ?? "", "until").map((until) => [from, until] as const))
    .sort((one, other) => unlikeness(one) - unlikeness(other))
    .map(([from, until]) => ({ ...cells, [first]: from, [last]: until }));
  return candidates.find(hasSlug) ?? candidates[0] ?? cells;
}

const unlikeness = ([from, until]: readonly [string, string]): number => Math.abs(from.length - until.length);

/** An observation's cells, the days of its period in the words of the file that brought it. */
export function statedPeriod(slug: string, cells: Cells): Cells {
  const isSame = (candidate: Cells): boolean => ordinalOf(slug, candidate) !== null;
  return asStated(cells, ["period_start", "period_end"], isSame);
}

/** A tariff's cells, the days of its validity in the words of the file that brought it. */
export function statedTariff(slug: string, cells: Cells): Cells {
  const [context] = contexts;
  const isSame = (candidate: Cells): boolean =>
    context !== undefined && ENTITY_ROWS.tariffs(candidate, context).slug === slug;
  return asStated(cells, ["valid_from", "valid_to"], isSame);
}

const slugAt = (cells: Cells, context: LoadContext): unknown => ENTITY_ROWS.observations(cells, context).slug;

function ordinalOf(slug: string, cells: Cells): number | null {
  const found = contexts.find((context) => slugAt(cells, context) === slug);
  return found?.at ?? null;
}

/** The slug of the statement that must stand before this one in a file for this one to get its slug; null for the first. */
export function slugBefore(slug: string, cells: Cells): string | null {
  const before = contexts[(ordinalOf(slug, cells) ?? 0) - 1];
  return before ? (slugAt(cells, before) as string) : null;
}
