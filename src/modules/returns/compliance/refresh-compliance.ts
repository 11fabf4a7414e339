import type { EntityManager } from "typeorm";
import { batches, upsertRows } from "../../../database/write-rows.js";
import { run, sql } from "../../../database/statement.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { CHANGED_EMPLOYERS } from "../../employers/employer.package.js";
import { CHANGED_TARIFFS } from "../../observations/tariff.package.js";
import { listTariffs } from "../../observations/tariff.queries.js";
import { CHANGED_MONTHS } from "../employer-return.package.js";
import { ComplianceCell } from "./compliance-cell.entity.js";
import { listMonths, returnsOfMonth } from "./compliance.queries.js";
import { MonthTotals } from "./compliance-totals.js";

/** Computes the totals of all months in which returns, the employers of these, or tariffs have changed. */
async function refreshCompliance(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const months = await changedMonths(manager, changes);
  if (months.size === 0) return;
  const tariffs = await listTariffs(manager, null);
  for (const month of months) {
    const totals = new MonthTotals(month);
    for await (const rows of returnsOfMonth(manager, month, tariffs)) for (const row of rows) totals.add(row);
    await run(manager, "compliance.forget", sql`DELETE FROM compliance_cells WHERE month = ${month}`);
    await upsertRows(
      manager,
      ComplianceCell,
      totals.cells().map((cell) => ({ ...cell })),
    );
  }
}

/** Totals of monthly returns. */
export const complianceRefresh: Refresh = {
  forget: [sql`DELETE FROM compliance_cells`],
  run: refreshCompliance,
};

async function changedMonths(manager: EntityManager, changes: ChangeSet): Promise<Set<string>> {
  if (changes.of(CHANGED_TARIFFS).size > 0) return new Set(await listMonths(manager, null));
  const months = new Set(changes.of(CHANGED_MONTHS));
  for (const employers of batches([...changes.of(CHANGED_EMPLOYERS)]))
    for (const month of await listMonths(manager, employers)) months.add(month);
  return months;
}
