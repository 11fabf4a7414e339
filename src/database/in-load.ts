import type { DataSource, EntityManager } from "typeorm";
import { engineOf } from "./engines.js";

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
    if (!isConflict(error)) throw error;
    onRepeat("Another program wrote the same rows at the same time; the load begins again");
  }
  try {
    return await engineOf(dataSource).inLoad(dataSource, load);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Error(
      "Another program wrote the same rows at the same time, twice, so that nothing was loaded. Load again when it has finished",
      { cause: error },
    );
  }
}

// The code of a deadlock, with which a cluster also refuses to commit what another node has changed.
function isConflict(error: unknown): boolean {
  const { code, driverError, cause } = error as Record<"code" | "driverError" | "cause", unknown>;
  if (code === "ER_LOCK_DEADLOCK") return true;
  return [driverError, cause].some((inner) => inner instanceof Error && isConflict(inner));
}
