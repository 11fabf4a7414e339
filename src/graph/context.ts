import type { Reader } from "./reader.js";
import type { Database } from "./statement.js";

/** What resolvers share within one request. */
export interface Context {
  db: Database;
  reader: Reader;
  /** The request's id, as in the logs. */
  requestId: string;
}
