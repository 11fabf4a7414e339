import { setImmediate as turn } from "node:timers/promises";
import type { Database } from "../database/statement.js";
import { today } from "../modules/coverage/today.js";
import { findRevision } from "../graph/revision.js";

const waiting = new WeakMap<Database, Promise<string>>();

/**
 * What answers depend on besides the operation and its variables: the state of the data, and the day. It is never older
 * than the call: those who ask within one turn of the event loop share a read, which starts after the last of them has
 * asked. Nobody waits for a read that others started earlier, which may hang on a lost connection.
 */
export function dataVersion(db: Database): Promise<string> {
  let read = waiting.get(db);
  if (!read) waiting.set(db, (read = readNext(db)));
  return read;
}

async function readNext(db: Database): Promise<string> {
  await turn();
  waiting.delete(db);
  // The day before the data: what is answered after midnight is then at worst kept for a day that is over.
  const day = today();
  return `${await findRevision(db)} ${day}`;
}
