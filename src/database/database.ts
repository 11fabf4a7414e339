import { DataSource, type EntityManager } from "typeorm";
import { Session } from "./session.js";
import type { Signal } from "../time/signal.js";

/** A TypeORM data source, or the manager of an open transaction. */
export type Connected = DataSource | EntityManager;

/** Where statements run: on TypeORM's connections, or in the session of one request. */
export type Database = Connected | Session;

/** A column's value as every driver returns it. */
export type Stored = string | number | null;

/** The data source of a database, transaction or session. */
export const dataSourceOf = (db: Database): DataSource => (db instanceof DataSource ? db : db.dataSource);

/** The signal that is aborted when the request is over; null outside a request. */
export const signalOf = (db: Database): Signal | null => (db instanceof Session ? db.signal : null);

/** Waits for a promise that other requests share, but no longer than this request lasts. */
export const within = <T>(db: Database, promise: Promise<T>): Promise<T> =>
  db instanceof Session ? db.within(promise) : promise;
