import type { PageInfo } from "../declare/connection.js";
import type { PageRequest } from "../declare/page-args.js";
import { toCursor } from "./cursor.js";
import type { OrderTerm } from "../declare/order.js";
import type { PagePlan } from "../plan/plan.js";

/** The selected fields of a page. */
export interface Page<T = object> {
  nodes?: readonly T[];
  edges?: readonly { node: T; cursor: string | null }[];
  pageInfo?: PageInfo;
  totalCount?: number;
}

/** The table and order of a page's list, and its arguments. */
interface PageOf {
  entityName: string;
  terms: readonly OrderTerm[];
  request: PageRequest;
}

/** Makes a page of rows in reading direction. If there is one row more than the page's size, further rows follow. */
export function toPage(
  rows: readonly object[],
  { entityName, terms, request }: PageOf,
  plan: PagePlan,
): Page {
  const { backward, size, after, before } = request;
  const more = rows.length > size;
  const read = more ? rows.slice(0, size) : rows;
  const nodes = backward ? read.toReversed() : read;
  const cursorOf = (row: object): string => toCursor(entityName, terms, row);
  const page: Page = { nodes };
  if (plan.edges)
    page.edges = nodes.map((node) => ({ node, cursor: plan.cursors.edges ? cursorOf(node) : null }));
  if (plan.pageInfo) {
    const [first, last] = plan.cursors.ends ? [nodes[0], nodes.at(-1)] : [];
    page.pageInfo = {
      // The row of the given cursor is on that side, so the list has further rows there.
      hasNextPage: backward ? before !== null : more,
      hasPreviousPage: backward ? more : after !== null,
      startCursor: first ? cursorOf(first) : null,
      endCursor: last ? cursorOf(last) : null,
    };
  }
  return page;
}
