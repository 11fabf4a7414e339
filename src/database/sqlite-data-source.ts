import { DataSource } from "typeorm";
import { SqliteReaders, type ReadersOptions } from "./sqlite-readers.js";

/** TypeORM's connection to a database of SQLite, and the readers beside it. */
export class SqliteDataSource extends DataSource {
  /** Null when closed, and when the database lives in memory, where nobody else can read it. */
  readers: SqliteReaders | null = null;

  override async initialize(): Promise<this> {
    await super.initialize();
    const { database: file, extra } = this.options as {
      database: string;
      extra: Omit<ReadersOptions, "file">;
    };
    if (file !== ":memory:") this.readers = new SqliteReaders({ ...extra, file });
    return this;
  }

  override async destroy(): Promise<void> {
    await this.readers?.close();
    this.readers = null;
    await super.destroy();
  }
}
