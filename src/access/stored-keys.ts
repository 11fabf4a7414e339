import type { DataSource } from "typeorm";
import { KeyRing } from "./key-ring.js";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import { serviceUnavailable } from "../errors.js";
import { findDocument, listKeys } from "../modules/partners/partner.queries.js";
import { TrustedDocuments } from "./trusted-documents.js";

/** Time limit of a statement that reads them, in milliseconds. */
const PATIENCE = 10_000;

/** The keys in a database. Nothing is read of them until a request has one. */
export const storedKeys = (dataSource: DataSource): KeyRing =>
  new KeyRing(() => inTime(dataSource, listKeys));

/** The documents that partners have registered in a database. */
export const storedDocuments = (dataSource: DataSource): TrustedDocuments =>
  new TrustedDocuments((partner, name) => inTime(dataSource, (db) => findDocument(db, partner, name)));

async function inTime<T>(dataSource: DataSource, read: (db: Session) => Promise<T>): Promise<T> {
  const silence = new Error("Keys or documents could not be read in time");
  const deadline = new Deadline(PATIENCE, () => serviceUnavailable(silence));
  try {
    return await read(new Session(dataSource, deadline.signal));
  } finally {
    deadline.end(silence);
  }
}
