import type { EntityManager } from "typeorm";
import { storedInstant } from "../../graph/declare/scalars.js";
import { decidedBefore, deleteDocument, deleteRows } from "../../modules/submissions/submission.queries.js";

/** How long the rows and the text of a submission are kept after it was decided. */
export const DAYS_KEPT = 90;
const DAY = 86_400_000;
// Each decision forgets more than it adds, so that what is kept stays bounded.
const MOST_AT_ONCE = 20;

/** Forgets rows and texts of submissions that were decided long ago. What was loaded stays in the graph. */
export async function forgetRows(manager: EntityManager): Promise<void> {
  const before = storedInstant(new Date(Date.now() - DAYS_KEPT * DAY));
  for (const slug of await decidedBefore(manager, before, MOST_AT_ONCE)) {
    await deleteRows(manager, slug);
    await deleteDocument(manager, slug);
  }
}
