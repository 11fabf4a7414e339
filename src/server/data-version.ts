import { setImmediate as turn } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { dataSourceOf, within } from "../database/database.js";
import { Deadline } from "../database/deadline.js";
import { isInSnapshot } from "../database/one-server.js";
import { Session } from "../database/session.js";
import type { Database } from "../database/statement.js";
import { serviceUnavailable } from "../errors.js";
import { today } from "../time/today.js";
import { findRevision } from "../database/revision.js";

/** Time limit of the statement that reads the version, in milliseconds. */
const PATIENCE = 10_000;

const revisions = new WeakMap<DataSource, string>();
const waiting = new WeakMap<DataSource, Promise<string>>();

/**
 * The version on which answers depend besides the operation and its variables: the revision of the data, and the day.
 * It is never older than the call: calls within one turn of the event loop share a read that starts after all of them
 * and outlives their sessions. No call waits for a read that began earlier, since that may hang on a lost connection.
 * Throws SERVICE_UNAVAILABLE when the version cannot be read in time.
 */
export function dataVersion(db: Database): Promise<string> {
  // Another server may have another version; what this session reads has that of its snapshot.
  if (isInSnapshot(db)) return versionIn(db);
  const dataSource = dataSourceOf(db);
  let read = waiting.get(dataSource);
  if (!read) waiting.set(dataSource, (read = readNext(dataSource)));
  return within(db, read);
}

/** The revision that was read last; undefined before the first time. */
export const lastRevision = (dataSource: DataSource): string | undefined => revisions.get(dataSource);

async function readNext(dataSource: DataSource): Promise<string> {
  await turn();
  waiting.delete(dataSource);
  const silence = new Error("The data's version could not be read in time");
  const deadline = new Deadline(PATIENCE, () => serviceUnavailable(silence));
  try {
    return await versionIn(new Session(dataSource, deadline.signal));
  } finally {
    deadline.end(silence);
  }
}

async function versionIn(session: Session): Promise<string> {
  // The day is read first: an answer computed after midnight is then at worst cached for the day before, which is over.
  const day = today();
  const revision = await findRevision(session);
  revisions.set(session.dataSource, revision);
  return `${revision} ${day}`;
}
