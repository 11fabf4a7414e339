import type Sqlite from "better-sqlite3";
import { DataSource } from "typeorm";
import { openToRead } from "./sqlite-connection.js";
import { SqliteReaders, type ReadersOptions } from "./sqlite-readers.js";

/** An SQLite database: TypeORM's connection, which writes, and separate read-only connections for requests. */
export class SqliteDataSource extends DataSource {
  /** Null when closed, and when the database is in memory, where no other connection can read it. */
  reading: { readers: SqliteReaders; here: Sqlite.Database } | null = null;

  override async initialize(): Promise<this> {
    await super.initialize();
    const { database: file, extra } = this.options as {
      database: string;
      extra: Omit<ReadersOptions, "file">;
    };
    if (file === ":memory:") return this;
    const here = openToRead(file);
    // Waiting for a lock would block the event loop.
    here.pragma("busy_timeout = 0");
    this.reading = { readers: new SqliteReaders({ ...extra, file }), here };
    return this;
  }

  override async destroy(): Promise<void> {
    const { reading } = this;
    this.reading = null;
    await reading?.readers.close();
    reading?.here.close();
    await super.destroy();
  }
}
