import { setImmediate as turn } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { dataSourceOf, within } from "../database/database.js";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import type { Database } from "../database/statement.js";
import { serviceUnavailable } from "../errors.js";
import { today } from "../time/today.js";
import { findRevision } from "../database/revision.js";

/** Longest time for the one small statement, in milliseconds. */
const PATIENCE = 10_000;

const waiting = new WeakMap<DataSource, Promise<string>>();

/**
 * What answers depend on besides the operation and its variables: the state of the data, and the day. It is never older
 * than the call: those who ask within one turn of the event loop share a read, which starts after the last of them has
 * asked, and is not over with any of them. Nobody waits for a read that others started earlier, which may hang on a lost
 * connection.
 */
export function dataVersion(db: Database): Promise<string> {
  const dataSource = dataSourceOf(db);
  let read = waiting.get(dataSource);
  if (!read) waiting.set(dataSource, (read = readNext(dataSource)));
  return within(db, read);
}

async function readNext(dataSource: DataSource): Promise<string> {
  await turn();
  waiting.delete(dataSource);
  // The day before the data: what is answered after midnight is then at worst kept for a day that is over.
  const day = today();
  const silence = new Error("The data's version could not be read in time");
  const deadline = new Deadline(PATIENCE, () => serviceUnavailable(silence));
  try {
    return `${await findRevision(new Session(dataSource, deadline.signal))} ${day}`;
  } finally {
    deadline.end(silence);
  }
}
