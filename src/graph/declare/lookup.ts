import { UserError } from "../../errors.js";
import type { ConnectionType } from "./connection-type.js";
import type { PageArgs } from "./page-args.js";
import type { RowClass } from "./table.js";

/**
 * A row that a resolver leaves to the reader, which reads only the columns and relations that the operation selects.
 */
export class Lookup<T> {
  constructor(
    readonly type: RowClass<T>,
    readonly property: string,
    readonly value: string,
  ) {}
}

/** A page of a table that a resolver leaves to the reader. */
export class PageLookup {
  constructor(
    readonly connection: ConnectionType,
    readonly args: PageArgs,
  ) {}
}

/**
 * The answer for each item, or the UserError that `answer` threw for it, so that one invalid item does not fail the
 * list.
 */
export const eachInPlace = <Item, Answer>(
  items: readonly Item[],
  answer: (item: Item) => Answer,
): (Answer | UserError)[] =>
  items.map((item) => {
    try {
      return answer(item);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
  });
