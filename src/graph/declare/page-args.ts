import { badUserInput } from "../../errors.js";
import { readAsOf } from "./as-of.js";
import type { OrderInput } from "./order.js";

/** The number of rows of a page when the caller gives neither `first` nor `last`. */
export const DEFAULT_PAGE = 20;
/** The most rows of a page. */
export const MAX_PAGE = 500;

/** The arguments of every connection, as the caller gives them. */
export interface PageArgs {
  filter?: object | null;
  orderBy?: OrderInput[] | null;
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  asOf?: string | null;
}

/** Checked arguments of a page: `size` rows from the front of the list, or from its back if `backward`. */
export interface PageRequest {
  size: number;
  backward: boolean;
  after: string | null;
  before: string | null;
  /** The instant as of which rows are read, in the stored format; null means now. */
  asOf: string | null;
}

/**
 * Checks the paging arguments. Throws BAD_USER_INPUT for a size out of bounds, for both `first` and `last`, and for an
 * `asOf` in the future.
 */
export function pageRequest({ first, after, last, before, asOf }: PageArgs): PageRequest {
  const given = (value: number | null | undefined): value is number => value !== null && value !== undefined;
  if (given(first) && given(last)) throw badUserInput("Give either `first` or `last`, not both.");
  for (const [name, size] of Object.entries({ first, last })) {
    if (given(size) && (size < 0 || size > MAX_PAGE)) {
      throw badUserInput(
        `\`${name}\` must be between 0 and ${MAX_PAGE}, but is ${size}. Read further pages with \`after\` or \`before\`.`,
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
