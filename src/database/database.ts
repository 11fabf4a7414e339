import { DataSource, type EntityManager } from "typeorm";
import { Session } from "./session.js";

/** TypeORM's own: the data source itself, or the manager of an open transaction. */
export type Connected = DataSource | EntityManager;

/** Where statements run: through TypeORM's connections, or within the session of one request. */
export type Database = Connected | Session;

/** A stored value as every driver gives it. */
export type Stored = string | number | null;

/** The data source behind any of them. */
export const dataSourceOf = (db: Database): DataSource => (db instanceof DataSource ? db : db.dataSource);

/** Aborted when the request is over that statements run for; null where they run for none. */
export const signalOf = (db: Database): AbortSignal | null => (db instanceof Session ? db.signal : null);

/** A promise that others wait for too, for as long as what runs here may last. */
export const within = <T>(db: Database, promise: Promise<T>): Promise<T> =>
  db instanceof Session ? db.within(promise) : promise;
