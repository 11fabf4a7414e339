import type { EntityManager } from "typeorm";
import { insertRows } from "../../database/write-rows.js";
import { AuditEvent } from "./audit-event.entity.js";

const MAX_DETAIL = 1_000;

/** Writes down what is done, with it or not at all. */
export async function recordEvent(
  db: EntityManager,
  event: Pick<AuditEvent, "action" | "partnerSlug" | "at"> & Partial<AuditEvent>,
): Promise<void> {
  const detail = (event.detail ?? "").slice(0, MAX_DETAIL);
  await insertRows(db, AuditEvent, [{ keyId: null, ...event, detail }]);
}
