import type { FastifyInstance } from "fastify";
import type { DataSource } from "typeorm";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import { run, sql } from "../database/statement.js";
import { migrationState } from "./migrations.js";
import type { Readiness } from "./readiness.js";

/** Time limit of the readiness check, in milliseconds. */
const PATIENCE = 2_000;

interface State {
  database: "up" | "down";
  migrations: Awaited<ReturnType<typeof migrationState>> | "unknown";
}

/**
 * `/health/live` answers 200 as long as the process responds. `/health/ready` answers 200 when the database responds
 * and is of this version, else 503; while the server is starting, `waitingFor` says what it waits for.
 */
export function registerHealth(app: FastifyInstance, dataSource: DataSource, readiness: Readiness): void {
  app.get("/health/live", () => ({ status: "live" }));
  app.get("/health/ready", async (_request, reply) => {
    const { waitingFor } = readiness;
    if (waitingFor !== null) return reply.code(503).send({ status: "unready", waitingFor });
    const silence = new Error("The database does not respond");
    const deadline = new Deadline(PATIENCE, () => silence);
    const state = await stateIn(new Session(dataSource, deadline.signal));
    deadline.end(silence);
    const ready = state.migrations === "current";
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "unready", ...state });
  });
}

async function stateIn(session: Session): Promise<State> {
  try {
    await run(session, "health.ask", sql`SELECT 1`);
    return { database: "up", migrations: await session.within(migrationState(session.dataSource)) };
  } catch {
    return { database: "down", migrations: "unknown" };
  }
}
