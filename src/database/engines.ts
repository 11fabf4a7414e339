import { dataSourceOf, type Database } from "./database.js";
import type { Engine } from "./engine.js";
import { mysqlEngine } from "./mysql.engine.js";
import { sqliteEngine } from "./sqlite.engine.js";

/** The engine that runs the statements of a database. */
export const engineOf = (db: Database): Engine => (isSqlite(db) ? sqliteEngine : mysqlEngine);

/** Which of the two kinds of engine answers. */
export const isSqlite = (db: Database): boolean => dataSourceOf(db).options.type === "better-sqlite3";
