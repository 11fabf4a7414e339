import type { DataSource, EntityManager } from "typeorm";
import { engineOf } from "./engines.js";
import { isDeadlock } from "./fault-chain.js";

/**
 * Runs a load in one transaction, and once more when the database has ended it for what another program wrote at the same
 * time, which `onRepeat` is told. `load` begins afresh each time.
 */
export async function inLoad<T>(
  dataSource: DataSource,
  load: (manager: EntityManager) => Promise<T>,
  onRepeat: (message: string) => void = () => undefined,
): Promise<T> {
  try {
    return await engineOf(dataSource).inLoad(dataSource, load);
  } catch (error) {
    if (!isDeadlock(error)) throw error;
    onRepeat("Another program wrote the same rows at the same time; the load begins again");
  }
  try {
    return await engineOf(dataSource).inLoad(dataSource, load);
  } catch (error) {
    if (!isDeadlock(error)) throw error;
    throw new Error(
      "Another program wrote the same rows at the same time, twice, so that nothing was loaded. Load again when it has finished",
      { cause: error },
    );
  }
}
