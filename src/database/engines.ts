import { dataSourceOf, type Database } from "./database.js";
import type { Engine } from "./engine.js";
import { mysqlEngine } from "./mysql.engine.js";
import { sqliteEngine } from "./sqlite.engine.js";

/** The engine that runs the statements of a database. */
export const engineOf = (db: Database): Engine =>
  dataSourceOf(db).options.type === "better-sqlite3" ? sqliteEngine : mysqlEngine;
