import type { FastifyInstance } from "fastify";
import type { DataSource } from "typeorm";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import { run, sql } from "../database/statement.js";

/** Longest time that readiness waits for the database, in milliseconds. */
const PATIENCE = 2_000;

interface Readiness {
  database: "up" | "down";
  migrations: "current" | "pending" | "unknown";
}

/**
 * `/health/live` answers as long as the process does; `/health/ready` answers 200 when the database answers and has
 * all migrations, else 503.
 */
export function registerHealth(app: FastifyInstance, dataSource: DataSource): void {
  app.get("/health/live", () => ({ status: "live" }));
  app.get("/health/ready", async (_request, reply) => {
    const silence = new Error("The database is silent");
    const deadline = new Deadline(PATIENCE, () => silence);
    const readiness = await readinessIn(new Session(dataSource, deadline.signal));
    deadline.end(silence);
    const ready = readiness.migrations === "current";
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "unready", ...readiness });
  });
}

async function readinessIn(session: Session): Promise<Readiness> {
  const isUp = await run(session, "health.ask", sql`SELECT 1`).then(
    () => true,
    () => false,
  );
  if (!isUp) return { database: "down", migrations: "unknown" };
  // TypeORM's own answer creates the table of migrations when it is missing, and keeps a connection when it fails.
  const applied = await run<{ name: string }>(
    session,
    "health.listMigrations",
    sql`SELECT m.name AS \`name\` FROM migrations m`,
  ).catch(() => []);
  if (session.signal.aborted) return { database: "down", migrations: "unknown" };
  const names = new Set(applied.map(({ name }) => name));
  const { migrations } = session.dataSource;
  const isPending = migrations.some(({ name, constructor }) => !names.has(name ?? constructor.name));
  return { database: "up", migrations: isPending ? "pending" : "current" };
}
