import type DataLoader from "dataloader";
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/statement.js";
import type { ConnectionType } from "./connection-type.js";
import type { RowsOf } from "./field-price.js";
import type { Lookup, PageLookup } from "./lookup.js";
import type { PageArgs } from "./page-args.js";
import type { RowClass } from "./table.js";

/** The functions by which resolvers read rows. */
export interface RowSource {
  /** How many rows have been read. */
  readonly rowsRead: number;
  /** How many rows the tables have, as far as that is known. */
  rowsOf: RowsOf;
  /** A lookup of the visible row whose unique property has the value, or null. A resolver returns it unread. */
  one: <T>(type: RowClass<T>, property: string, value: string) => Lookup<T>;
  /** A lookup of a page of a table. A resolver returns it unread. */
  page: (connection: ConnectionType, args: PageArgs) => PageLookup;
  /** Reads the row that `one` only looks up, with all its columns. */
  find: <T>(type: RowClass<T>, property: string, value: string) => Promise<T | null>;
  /** The request's loader with this name; `read` returns one value for each key, in the order of the keys. */
  batch: <T>(name: string, read: (keys: readonly string[]) => Promise<readonly T[]>) => DataLoader<string, T>;
}

/** What a request may spend, in points, and what is left of it. */
export interface RequestBudget {
  readonly tier: string;
  /** Points of a window; null without a limit. */
  readonly limit: number | null;
  /** Points that were left when it was charged last; null without a limit. */
  readonly remaining: number | null;
  readonly windowSeconds: number;
  /** Seconds until all points are there again. */
  readonly resetSeconds: number;
  /** Points that the request has cost so far. */
  readonly spent: number;
  /** Charges points, and answers whether there were enough; if not, none is charged. */
  charge: (points: number) => Promise<boolean>;
  /** Gives points back. */
  refund: (points: number) => Promise<void>;
}

/** The context that all resolvers of one request share. */
export interface Context {
  db: Database;
  reader: RowSource;
  /** Who asks. */
  viewer: Viewer;
  /** What the request may spend; undefined outside of a server. */
  budget?: RequestBudget;
  /** Fewer employers than these are never published together; undefined outside of a server. */
  leastEmployers?: number;
  /** Whether the request came on a road that may change something. */
  mayWrite?: boolean;
  /** Where the table schemas are by which what is sent in is checked; undefined outside of a server. */
  dataFolder?: string;
  /** The request's id, which the logs contain too. */
  requestId: string;
  /** Adds the operation to the request's log line. */
  noteOperation?: (operation: OperationNote) => void;
  /** Reserves memory for the answer, in bytes; when undefined, the answer does not count towards the shared limit. */
  answerRoom?: { hold: (bytes: number) => void };
  /** The price of the operation; undefined until it is priced. */
  price?: number;
  /** What the operation really cost, in the unit of its price; undefined until it has run. */
  cost?: number;
  /** Whether the operation is a page of an export, which is never requested twice. */
  isPage?: boolean;
}

/** An operation as it is logged; its name and kind are null when the document could not be parsed. */
export interface OperationNote {
  operation: string | null;
  kind: string | null;
  errors: number;
  /** The price, which is an upper bound; undefined when nothing was executed. */
  price?: number;
  /** Set when the answer came from the cache, so that nothing was executed. */
  cached?: true;
}
