import { UserError } from "../../errors.js";
import type { ConnectionType } from "./connection-type.js";
import type { PageArgs } from "./page-args.js";
import type { RowClass } from "./table.js";

/** A row that a resolver leaves to the reader: read when it is known what the operation asks of it. */
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

/** An answer for each item, which is its error where the item is refused: that spoils its own place in the list only. */
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
