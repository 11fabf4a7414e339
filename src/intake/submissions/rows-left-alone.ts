import type { EntityManager } from "typeorm";
import { BATCH, type Values } from "../../database/write-rows.js";
import { LoadContext } from "../../package/load-context.js";
import type { DataPackage } from "../../transfer/package/package.js";
import { inLoadingOrder, tableNamed, TABLES } from "../../transfer/package/tables.js";

/** The places of rows that say something else than a stored row of another dataset, which a load leaves as it is. */
export async function rowsLeftAlone(
  manager: EntityManager,
  { about, tables }: DataPackage,
  faulty: ReadonlyMap<number, unknown>,
): Promise<number[]> {
  const context = new LoadContext(about.name);
  for (const { options } of TABLES.values()) await options.recall?.(manager, context);
  const places: number[] = [];
  const inOrder = inLoadingOrder(tables);
  for (const table of inOrder) {
    const rowTable = tableNamed(table.resource.name);
    const [owner, any] = [false, true].map((takeOver) =>
      rowTable.writer({ manager, context, now: "", takeOver }),
    );
    let batch = new Map<Values, number>();
    const compare = async (): Promise<void> => {
      if (batch.size === 0 || !owner || !any) return;
      const rows = [...batch.keys()];
      const own = new Set((await owner.compare(rows)).changed);
      for (const row of (await any.compare(rows)).changed)
        if (!own.has(row)) places.push(batch.get(row) ?? 0);
      batch = new Map();
    };
    for await (const rows of table.batches(() => undefined))
      for (const { line, cells } of rows) {
        if (faulty.has(line)) continue;
        batch.set(rowTable.valuesOf(cells, context), line);
        if (batch.size === BATCH) await compare();
      }
    await compare();
  }
  return places;
}
