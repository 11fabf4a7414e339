import type DataLoader from "dataloader";
import type { Database } from "../../database/statement.js";
import type { ConnectionType } from "./connection-type.js";
import type { Lookup, PageLookup } from "./lookup.js";
import type { PageArgs } from "./page-args.js";
import type { RowClass } from "./table.js";

/** How resolvers get at rows. */
export interface RowSource {
  /** The visible row of the type whose unique property has the value, or null; for a resolver to answer with. */
  one: <T>(type: RowClass<T>, property: string, value: string) => Lookup<T>;
  /** A page of a table's rows; for a resolver to answer with. */
  page: (connection: ConnectionType, args: PageArgs) => PageLookup;
  /** As `one`, the row itself with all its columns. */
  find: <T>(type: RowClass<T>, property: string, value: string) => Promise<T | null>;
  /** The request's loader of a name: `read` answers many keys at once, in their order. */
  batch: <T>(name: string, read: (keys: readonly string[]) => Promise<readonly T[]>) => DataLoader<string, T>;
}

/** What resolvers share within one request. */
export interface Context {
  db: Database;
  reader: RowSource;
  /** The request's id, as in the logs. */
  requestId: string;
  /** Told of the operation that was executed, for the request's line in the logs. */
  noteOperation?: (operation: OperationNote) => void;
  /** The memory that the answer takes; not bounded together with others where it is left out. */
  answerRoom?: { hold: (bytes: number) => void };
  /** What the operation costs, once it is priced. */
  price?: number;
  /** Whether the operation is a page of an export, which is asked for once. */
  isPage?: boolean;
}

/** What the logs tell of an operation; its name and kind are null when the document could not be read. */
export interface OperationNote {
  operation: string | null;
  kind: string | null;
  errors: number;
  /** What it costs at most; left out when nothing was to be executed. */
  price?: number;
  /** Set when nothing was executed, because the answer was known. */
  cached?: true;
}
