import type { DataSource } from "typeorm";

/** Where the statements of one request run: they are dropped or ended with it. */
export class Session {
  constructor(
    readonly dataSource: DataSource,
    /** Aborted when the request is over: answered, left by its client, or past its deadline. */
    readonly signal: AbortSignal,
  ) {}
}
