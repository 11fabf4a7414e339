import { dataSourceOf, type Database } from "./database.js";
import type { Servers } from "./engine.js";
import { engineOf } from "./engines.js";
import { Session } from "./session.js";

/** Whether a session reads one snapshot, whichever of several servers it is of. */
export const isInSnapshot = (db: Database): db is Session => db instanceof Session && db.inSnapshot;

/** Whether connections lead to several servers, of which one may lack what another has. */
export const hasSeveralServers = (db: Database): boolean => engineOf(db).servers(dataSourceOf(db)).areSeveral;

/** Returns a function that says, once all has been read, whether everything since has come from one server. */
export function watchServer(db: Database): () => boolean {
  if (isInSnapshot(db)) return () => true;
  const now = (): Servers => engineOf(db).servers(dataSourceOf(db));
  const { changes } = now();
  return () => !now().areSeveral && now().changes === changes;
}
