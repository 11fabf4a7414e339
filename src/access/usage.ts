import { randomBytes } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import { getOrMake } from "../collections.js";
import { alone } from "../database/connect.js";
import { run, sql } from "../database/statement.js";
import { insertRows, upsertRows } from "../database/write-rows.js";
import { storedInstant } from "../graph/declare/scalars.js";
import { AuditEvent } from "../modules/partners/audit-event.entity.js";
import { UsageDay } from "../modules/partners/usage-day.entity.js";
import { listCounted } from "../modules/partners/usage.queries.js";
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
    const rows = fresh.map(({ day, partnerSlug, coordinate, counted: { operations } }) => ({
      day,
      partnerSlug,
      coordinate,
      counter: this.#counter,
      operations,
    }));
    const first = fresh.filter(({ counted: { isProtected, written } }) => isProtected && written === 0);
    const write = (): Promise<void> =>
      this.dataSource.transaction(async (manager) => {
        // Looked at before the rows are written, since another server may have recorded it.
        const events = first.length === 0 ? [] : await eventsOf(manager, first);
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

  *#fresh(): Generator<Place & { counted: Counted }> {
    for (const [day, partners] of this.#days)
      for (const [partnerSlug, counts] of partners)
        for (const [coordinate, counted] of counts)
          if (counted.operations > counted.written) yield { day, partnerSlug, coordinate, counted };
  }
}

/** A field that a partner reads on a day. */
interface Place {
  day: string;
  partnerSlug: string;
  coordinate: string;
}

/** For the record: what no server has counted yet on its day. */
async function eventsOf(db: EntityManager, places: readonly Place[]): Promise<Omit<AuditEvent, "id">[]> {
  const nameOf = ({ day, partnerSlug, coordinate }: Place): string => `${day} ${partnerSlug} ${coordinate}`;
  const partners = [...new Set(places.map(({ partnerSlug }) => partnerSlug))];
  const since = places.reduce((least, { day }) => (day < least ? day : least), today());
  const known = new Set((await listCounted(db, partners, since)).map(nameOf));
  const at = storedInstant(new Date());
  return places
    .filter((place) => !known.has(nameOf(place)))
    .map(({ day, partnerSlug, coordinate }) => ({
      at,
      action: "read",
      partnerSlug,
      keyId: null,
      detail: `${coordinate} on ${day}`,
    }));
}
