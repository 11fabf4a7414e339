import { randomBytes } from "node:crypto";
import type { DataSource } from "typeorm";
import { getOrMake } from "../collections.js";
import { alone } from "../database/connect.js";
import { run, sql } from "../database/statement.js";
import { insertRows, upsertRows } from "../database/write-rows.js";
import { storedInstant } from "../graph/declare/scalars.js";
import { AuditEvent } from "../modules/partners/audit-event.entity.js";
import { UsageDay } from "../modules/partners/usage-day.entity.js";
import { daysBefore, today } from "../time/today.js";
import type { Coordinate } from "./coordinates.js";

/** How often what was counted is written, in milliseconds. */
const OFTEN = 10_000;
/** Days that are kept, and days that wait in memory for a database that cannot be written. */
const KEPT_DAYS = 400;
const WAITING_DAYS = 2;
/** Documents of a partner that are counted apart before they are summed. */
const MAX_PENDING = 1_000;

interface Counted {
  operations: number;
  /** What is written already. */
  written: number;
  isProtected: boolean;
}

/**
 * Counts what partners read, in memory, and writes it down every ten seconds. There are only so many fields and partners,
 * so that it stays small; nothing of an operation but the names of its fields is kept.
 */
export class Usage {
  readonly #counter = randomBytes(6).toString("hex");
  /** By day, partner and coordinate. */
  readonly #days = new Map<string, Map<string, Map<string, Counted>>>();
  /** By partner and document, since it was summed last. */
  readonly #pending = new Map<string, Map<readonly Coordinate[], number>>();
  #cleanedOn: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | null = null;

  /** `onFault` is told why something could not be written; it is tried again. */
  constructor(
    readonly dataSource: DataSource,
    readonly onFault: (error: unknown) => void,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.write(), OFTEN);
    this.#timer.unref();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    if (this.dataSource.isInitialized) await this.write();
  }

  /** Notes that a partner's operation was answered; `coordinates` is one list for all requests of a document. */
  count(partner: string, coordinates: readonly Coordinate[]): void {
    const pending = getOrMake(this.#pending, partner, () => new Map<readonly Coordinate[], number>());
    pending.set(coordinates, (pending.get(coordinates) ?? 0) + 1);
    if (pending.size > MAX_PENDING) this.#sum();
  }

  // Of a day, all that was noted since the last time, some seconds ago.
  #sum(): void {
    const partners = getOrMake(this.#days, today(), () => new Map<string, Map<string, Counted>>());
    for (const [partner, pending] of this.#pending) {
      const counts = getOrMake(partners, partner, () => new Map<string, Counted>());
      for (const [coordinates, operations] of pending)
        for (const { name, isProtected } of coordinates)
          getOrMake(counts, name, () => ({ operations: 0, written: 0, isProtected })).operations +=
            operations;
    }
    this.#pending.clear();
  }

  /** Writes what was counted since; never at the same time as a load, and by no statement when there is nothing. */
  write(): Promise<void> {
    this.#writing ??= this.#write()
      .catch(this.onFault)
      .finally(() => {
        this.#writing = null;
      });
    return this.#writing;
  }

  async #write(): Promise<void> {
    this.#sum();
    const day = today();
    for (const earlier of this.#days.keys())
      if (earlier < daysBefore(day, WAITING_DAYS)) this.#days.delete(earlier);
    const fresh = [...this.#fresh()];
    if (fresh.length === 0) return;
    const at = storedInstant(new Date());
    const rows = fresh.map(({ day, partnerSlug, coordinate, counted: { operations } }) => ({
      day,
      partnerSlug,
      coordinate,
      counter: this.#counter,
      operations,
    }));
    // The first time on a day that something protected is read is for the record.
    const events = fresh
      .filter(({ counted: { isProtected, written } }) => isProtected && written === 0)
      .map(({ day, partnerSlug, coordinate }) => ({
        at,
        action: "read",
        partnerSlug,
        keyId: null,
        detail: `${coordinate} on ${day}`,
      }));
    const write = (): Promise<void> =>
      this.dataSource.transaction(async (manager) => {
        await upsertRows(manager, UsageDay, rows);
        if (events.length > 0) await insertRows(manager, AuditEvent, events);
        if (this.#cleanedOn !== day)
          await run(
            manager,
            "usage.clean",
            sql`DELETE FROM usage_days WHERE day < ${daysBefore(day, KEPT_DAYS)}`,
          );
      });
    await alone(this.dataSource, write, () => undefined);
    this.#cleanedOn = day;
    for (const [index, { counted }] of fresh.entries()) counted.written = rows[index]?.operations ?? 0;
    for (const earlier of this.#days.keys()) if (earlier < day) this.#days.delete(earlier);
  }

  *#fresh(): Generator<{ day: string; partnerSlug: string; coordinate: string; counted: Counted }> {
    for (const [day, partners] of this.#days)
      for (const [partnerSlug, counts] of partners)
        for (const [coordinate, counted] of counts)
          if (counted.operations > counted.written) yield { day, partnerSlug, coordinate, counted };
  }
}
