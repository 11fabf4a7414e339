import type { DataSource } from "typeorm";
import type { Reader } from "./reader.js";

/** What resolvers share within one request. */
export interface Context {
  dataSource: DataSource;
  reader: Reader;
  /** The request's id, as in the logs. */
  requestId: string;
}
