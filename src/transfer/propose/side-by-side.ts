import type { RegionMatcher } from "../mapping/match-region.js";
import type { GridColumn } from "./grid-column.js";
import { namesRegion } from "./layout.js";
import type { Inquiry } from "./question.js";

/**
 * Refuses a sheet on which tables stand beside each other, since a row has one region: the figures of the right one would be
 * left out, or taken for those of the left one's regions.
 */
export function refuseSideBySide(inquiry: Inquiry, columns: readonly GridColumn[]): boolean {
  const places = columns.filter(({ role }) => role === "region");
  const figures = columns.filter(({ role }) => role === "value");
  // The names may be repeated at the right in another language, with no figures behind them.
  const beside = places.flatMap((left) =>
    places
      .filter(
        (right) =>
          figures.some(({ place }) => place > left.place && place < right.place) &&
          figures.some(({ place }) => place > right.place),
      )
      .map((right) => ({ left, right })),
  )[0];
  if (!beside) return false;
  inquiry.refuse(
    {
      id: "side-by-side",
      text: `Two tables stand beside each other: their regions are in the columns ${beside.left.letter} and ${beside.right.letter}.`,
      choices: [],
      suggestion: null,
    },
    "a row can be of one region only: put the right table below the left one, or each on a sheet of its own",
  );
  return true;
}

/** Refuses a table whose columns are regions: all of them would be stored as the one that is answered for its rows. */
export function refuseTurned(
  inquiry: Inquiry,
  columns: readonly GridColumn[],
  matcher: RegionMatcher,
): boolean {
  if (columns.some(({ role }) => role === "region" || role === "code")) return false;
  const named = columns.filter(({ role, name }) => role === "value" && namesRegion(matcher, name));
  if (named.length < 2) return false;
  inquiry.refuse(
    {
      id: "turned",
      text: `The columns are regions: ${named
        .slice(0, 3)
        .map(({ name }) => `"${name}"`)
        .join(", ")}.`,
      choices: [],
      suggestion: null,
    },
    "a row is of one region: turn the table (in a spreadsheet: copy, paste special, transpose), so that each region has a row",
  );
  return true;
}
