import { storedInstant } from "../../graph/declare/scalars.js";
import { findSent } from "../../modules/submissions/submission.queries.js";
import { inTurn, partnerOf, type Caller } from "./caller.js";
import { faultsIn, loadRows } from "./check-rows.js";
import { requireOwnRegions } from "./own-regions.js";
import { titleOf } from "./review.js";
import { packageOf } from "./rows-package.js";
import type { SubmitRowsInput } from "./submission.args.js";
import { insertSubmission, readSending, record, sentBefore } from "./submit.js";

/**
 * Loads rows that a reviewer has read from a text or file at the desk and accepted one by one, and records them as an accepted
 * submission of the reviewer's, in one transaction. Answers with its id; with that of the one before when it is sent again.
 */
export async function acceptAtDesk(caller: Caller, input: SubmitRowsInput): Promise<string> {
  const { dataSource, viewer, dataFolder } = caller;
  const sending = await readSending(caller, input);
  requireOwnRegions(sending.rows, viewer);
  const partner = partnerOf(caller);
  return inTurn(caller, async () => {
    const before = await findSent(dataSource, partner, sending.idempotencyKey);
    if (before) return sentBefore(before, sending);
    const title = await titleOf(caller, partner);
    let slug = "";
    const rows = await packageOf(partner, title, sending.rows, dataFolder);
    const { report, findings } = await loadRows(dataSource, rows, {
      alsoWrite: async (manager, revision, found) => {
        const decision = { decidedAt: storedInstant(new Date()), decidedBy: partner, revision };
        slug = await insertSubmission(manager, caller, sending, found, { state: "ACCEPTED", ...decision });
        const load = revision === null ? "nothing new" : `load ${revision}`;
        await record(manager, caller, "accept", `${slug} at the desk: ${sending.rows.length} rows, ${load}`);
      },
    });
    if (report.outcome === "refused") throw faultsIn(findings);
    return slug;
  });
}
