import type { OrderTerm } from "./order.js";
import type { PageArgs } from "./page-args.js";
import type { RowClass, Where } from "./table.js";

/** A connection over the rows of one table: its GraphQL classes, its condition and its default order. */
export interface ConnectionType {
  node: RowClass;
  where: Where;
  order: readonly OrderTerm[];
  type: RowClass;
  args: RowClass<PageArgs>;
  bareArgs: RowClass<PageArgs>;
}
