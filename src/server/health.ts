import type { FastifyInstance } from "fastify";
import type { DataSource } from "typeorm";
import { migrationState } from "./migrations.js";
import type { Readiness } from "./readiness.js";

/** Longest time that readiness waits for the database, in milliseconds. */
const PATIENCE = 2_000;

/**
 * `/health/live` answers as long as the process does; `/health/ready` answers 200 when the database answers and is
 * of this version, else 503, and while the server is starting with what it waits for.
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
