import { badUserInput } from "../../errors.js";
import { readAsOf } from "./as-of.js";
import type { OrderInput } from "./order.js";

/** Rows of a page when the caller names no number, and the most a caller may name. */
export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 500;

/** The arguments of every connection, as they arrive. */
export interface PageArgs {
  filter?: object | null;
  orderBy?: OrderInput[] | null;
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  asOf?: string | null;
}

/** A page that was asked for, with its bounds checked: `size` rows from the front or from the back of the list. */
export interface PageRequest {
  size: number;
  backward: boolean;
  after: string | null;
  before: string | null;
  /** The instant of the table's history that is shown, as stored; null for now. */
  asOf: string | null;
}

/**
 * Checks the paging arguments. Throws BAD_USER_INPUT for sizes out of bounds, for both ends at once, and for an instant
 * that has not come yet.
 */
export function pageRequest({ first, after, last, before, asOf }: PageArgs): PageRequest {
  const given = (value: number | null | undefined): value is number => value !== null && value !== undefined;
  if (given(first) && given(last)) throw badUserInput("Give either `first` or `last`, not both.");
  for (const [name, size] of Object.entries({ first, last })) {
    if (given(size) && (size < 0 || size > MAX_PAGE)) {
      throw badUserInput(
        `\`${name}\` is ${size}; a page has 0 to ${MAX_PAGE} rows. Ask for further pages with \`after\` or \`before\`.`,
      );
    }
  }
  return {
    size: first ?? last ?? DEFAULT_PAGE,
    backward: given(last),
    after: after ?? null,
    before: before ?? null,
    asOf: readAsOf(asOf),
  };
}
