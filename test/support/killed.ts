import "reflect-metadata";
import type { Logger } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { viewerOf, type Viewer } from "../../src/access/viewer.js";
import type { Scope } from "../../src/access/scope.js";
import { reviewSubmission } from "../../src/intake/submissions/review.js";
import { submitRows } from "../../src/intake/submissions/submit.js";
import { databaseConfig } from "./database-config.js";

/** Submits or reviews, and ends as by `kill -9` when a statement is about to run whose name begins with `at`. */
const [url = "", at = "", task = "", input = "{}"] = process.argv.slice(2);

const nothing = (): void => undefined;
const killer: Logger = {
  logQuery: (statement) => {
    if (statement.startsWith(`/* ${at}`)) process.kill(process.pid, "SIGKILL");
  },
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

const keyOf = (slug: string, scope: Scope): Viewer =>
  viewerOf({
    ...{ partner: { slug, name: slug, kind: "GOVERNMENT" }, keyId: slug, scopes: [scope] },
    ...{ regions: null, expiresAt: null },
  });

const dataSource = await createDataSource(databaseConfig(url), killer).initialize();
const base = { dataSource, dataFolder: "data", check: nothing };
const given = JSON.parse(input) as never;
if (task === "review")
  await reviewSubmission({ ...base, viewer: keyOf("judge", "submissions:review") }, given);
else await submitRows({ ...base, viewer: keyOf("sender", "submissions:write") }, given);
await dataSource.destroy();
