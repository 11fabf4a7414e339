import type { Engine } from "./engines.js";

/**
 * How often a property is tried whose every example loads or asks a database. Both engines run the same rules, so that
 * MySQL, which is slower, meets a quarter, too few to count what they reach; FAST_CHECK_RUNS looks longer.
 */
export const worlds = ({ name }: Engine, onSqlite: number): number =>
  Number(process.env.FAST_CHECK_RUNS ?? (name === "sqlite" ? onSqlite : Math.ceil(onSqlite / 4)));
