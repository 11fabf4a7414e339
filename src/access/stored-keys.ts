import type { DataSource } from "typeorm";
import { KeyRing } from "./key-ring.js";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import { serviceUnavailable } from "../errors.js";
import { listKeys } from "../modules/partners/partner.queries.js";

/** Time limit of the statement that reads the keys, in milliseconds. */
const PATIENCE = 10_000;

/** The keys in a database. Nothing is read of them until a request has one. */
export const storedKeys = (dataSource: DataSource): KeyRing =>
  new KeyRing(async () => {
    const silence = new Error("The keys could not be read in time");
    const deadline = new Deadline(PATIENCE, () => serviceUnavailable(silence));
    try {
      return await listKeys(new Session(dataSource, deadline.signal));
    } finally {
      deadline.end(silence);
    }
  });
