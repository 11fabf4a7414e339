import type { Reader } from "./reader.js";
import type { Database } from "../database/statement.js";

/** What resolvers share within one request. */
export interface Context {
  db: Database;
  reader: Reader;
  /** The request's id, as in the logs. */
  requestId: string;
  /** Told of the operation that was executed, for the request's line in the logs. */
  noteOperation?: (operation: OperationNote) => void;
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
