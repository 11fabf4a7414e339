import { createDataSource } from "../../ormconfig.js";
import { databaseConfig } from "./database-config.js";

/** What would have to be done so that a database has exactly what the entities say. */
export async function schemaDifferences(url: string): Promise<string[]> {
  const dataSource = await createDataSource(databaseConfig(await byItsName(url))).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}

// TypeORM compares the schemas of MySQL and MariaDB differently, and tells them apart by the address alone.
async function byItsName(url: string): Promise<string> {
  if (url.startsWith("sqlite:")) return url;
  const asked = await createDataSource(databaseConfig(url)).initialize();
  const [{ version }] = await asked.query<[{ version: string }]>("SELECT VERSION() AS version");
  await asked.destroy();
  return version.includes("MariaDB") ? url.replace(/^mysql:/, "mariadb:") : url;
}
