import type { FastifyInstance } from "fastify";
import type { DataSource } from "typeorm";
import type { Readiness } from "./readiness.js";

/** Longest time that readiness waits for the database, in milliseconds. */
const PATIENCE = 2_000;

/**
 * `/health/live` answers as long as the process does; `/health/ready` answers 200 when the database answers and has
 * all migrations, else 503, and while the server is starting with what it waits for.
 */
export function registerHealth(app: FastifyInstance, dataSource: DataSource, readiness: Readiness): void {
  app.get("/health/live", () => ({ status: "live" }));
  app.get("/health/ready", async (_request, reply) => {
    const { waitingFor } = readiness;
    if (waitingFor !== null) return reply.code(503).send({ status: "unready", waitingFor });
    const database = await inTime(dataSource.query("SELECT 1").then(() => "up" as const));
    const migrations = database === "up" ? await inTime(migrationState(dataSource)) : "unknown";
    const ready = database === "up" && migrations === "current";
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "unready", database, migrations });
  });
}

// TypeORM's own answer creates the table of migrations when it is missing, and keeps a connection when it fails.
async function migrationState(dataSource: DataSource): Promise<"current" | "pending"> {
  const applied = await dataSource
    .query<{ name: string }[]>("SELECT m.name AS `name` FROM migrations m")
    .catch(() => []);
  const names = new Set(applied.map(({ name }) => name));
  const pending = dataSource.migrations.some(({ name, constructor }) => !names.has(name ?? constructor.name));
  return pending ? "pending" : "current";
}

async function inTime<T>(answer: Promise<T>): Promise<T | "down"> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<"down">((resolve) => {
    timer = setTimeout(() => {
      resolve("down");
    }, PATIENCE);
  });
  try {
    return await Promise.race([answer.catch(() => "down" as const), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
