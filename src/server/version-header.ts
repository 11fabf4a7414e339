import type { FastifyInstance, FastifyRequest } from "fastify";
import type { DataSource } from "typeorm";
import { OPERATION_ROUTES } from "../access/operation-routes.js";
import { Deadline } from "../database/deadline.js";
import { findDataVersion } from "../database/revision.js";
import { Session } from "../database/session.js";
import { lastRevision } from "./data-version.js";
import type { Readiness } from "./readiness.js";

/** How long a version counts as known, and how long an answer waits for a newer one, in milliseconds. */
const FRESH = 1_000;
const PATIENCE = 1_000;

/**
 * Names the version of the data in a header of every answer, `x-data-version`. It is read beside the operation, before
 * its first statement, and at most once a second, however many requests there are: a load is named a second later at
 * worst. While nothing is loaded, and until the database has been asked, there is no such header.
 */
export function nameDataVersion(app: FastifyInstance, dataSource: DataSource, readiness: Readiness): void {
  const known = new KnownVersion(dataSource);
  app.addHook("onRequest", ({ routeOptions }, _reply, done) => {
    if (readiness.waitingFor === null && OPERATION_ROUTES.has(routeOptions.url)) known.freshen();
    done();
  });
  app.addHook("onSend", async (request, reply) => {
    const version = await (snapshotVersions.get(request) ?? known.version());
    if (version !== null) void reply.header("x-data-version", version);
  });
}

const snapshotVersions = new WeakMap<FastifyRequest, Promise<string | null>>();

/** Names the version of the snapshot that a request is answered from, since another server may have another. */
export function nameSnapshotVersion(request: FastifyRequest, session: Session): void {
  if (!session.inSnapshot || snapshotVersions.has(request)) return;
  const version = findDataVersion(session).catch(() => null);
  snapshotVersions.set(request, version);
}

class KnownVersion {
  #version: string | null = null;
  #revision: string | undefined;
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(readonly dataSource: DataSource) {}

  /** Begins to read the version, unless it is known or being read. */
  freshen(): void {
    if (performance.now() - this.#readAt >= FRESH) void this.#begin();
  }

  /** The version, as soon as it has been read; the one that was known before when the database does not answer. */
  async version(): Promise<string | null> {
    await this.#reading;
    // The cache of answers has met a load since.
    if (this.#readAt > -Infinity && lastRevision(this.dataSource) !== this.#revision) await this.#begin();
    return this.#version;
  }

  #begin(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const silence = new Error("The data's version could not be read in time");
    const deadline = new Deadline(PATIENCE, () => silence);
    const [begun, revision] = [performance.now(), lastRevision(this.dataSource)];
    try {
      this.#version = await findDataVersion(new Session(this.dataSource, deadline.signal));
      this.#readAt = begun;
      this.#revision = revision;
    } catch {
      // The operation meets the same fault and tells it.
    } finally {
      deadline.end(silence);
    }
  }
}
