import type { DataSource, QueryRunner } from "typeorm";
import { waitForLock, type Release, type Notify } from "./lock.js";

/** Locks a MySQL or MariaDB database. The lock ends with its connection at the latest. */
export async function lockMysql(dataSource: DataSource, notify: Notify): Promise<Release> {
  const runner = dataSource.createQueryRunner();
  // MySQL limits lock names to 64 characters.
  const name = "LEFT(CONCAT(DATABASE(), '.cakupan'), 64)";
  const release = async (): Promise<void> => {
    // A lost connection has lost its lock too, and its error must not hide the task's.
    await runner.query(`SELECT RELEASE_LOCK(${name})`).catch(() => undefined);
    await runner.release();
  };
  try {
    await waitForLock(async () => {
      const [row] = (await runner.query(
        `SELECT GET_LOCK(${name}, 0) AS \`held\`, IS_USED_LOCK(${name}) AS \`holder\``,
      )) as [{ held: number | string | null; holder: number | string | null }];
      return Number(row.held) === 1 ? null : await clientOf(runner, Number(row.holder));
    }, notify);
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

async function clientOf(runner: QueryRunner, id: number): Promise<string> {
  // Without the PROCESS privilege, the list has only connections of the same user.
  const list = (await runner.query("SHOW PROCESSLIST")) as { Id: number | string; Host: string }[];
  const host = list.find(({ Id }) => Number(Id) === id)?.Host;
  return host === undefined ? "another process" : `another process (connection ${id} from ${host})`;
}
