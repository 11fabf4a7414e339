import { Webhook } from "standardwebhooks";
import { allOf, anyOf, oneOf, run, sql, type Database, type Sql } from "../database/statement.js";
import { keptChanges } from "../modules/observations/figure-change.queries.js";
import { withinSql } from "../modules/regions/region-code.rules.js";

/** Regions and indicators that one message tells apart at most. */
const MAX_GROUPS = 100;
/** Loads that are looked through at a time. */
const MAX_LOADS = 100;

/** What a webhook is to be told of. */
export interface Wanted {
  id: string;
  toldRevision: number;
  /** Codes of regions of which one must hold each change, list by list; null for all. */
  regions: readonly (readonly string[] | null)[];
  indicators: readonly string[] | null;
}

/** A message, and what has been told once it has arrived. */
export interface Message {
  id: string;
  body: string;
  toldRevision: number;
}

/** The next message of a webhook; only up to where it has been told everything when there is nothing for it. */
export async function nextMessage(
  db: Database,
  wanted: Wanted,
): Promise<Message | Pick<Message, "toldRevision">> {
  const { id, toldRevision: told } = wanted;
  const kept = await keptChanges(db);
  if (told < kept.since || told > kept.last) {
    const data = { afterRevision: told, keptSince: kept.since, revision: kept.last };
    return message(`${id}_${told}_lost`, "changes.lost", new Date(), data, kept.last);
  }
  const loads = await run<{ revision: number; kind: string; loadedAt: string; count: number }>(
    db,
    "webhooks.listLoads",
    sql`SELECT l.revision AS \`revision\`, l.kind AS \`kind\`, l.loaded_at AS \`loadedAt\`, l.change_count AS \`count\`
      FROM loads l WHERE l.revision > ${told} ORDER BY l.revision LIMIT ${MAX_LOADS}`,
  );
  for (const { revision, kind, loadedAt, count } of loads) {
    const groups = count > 0 ? await groupsOf(db, wanted, revision) : [];
    if (groups.length === 0) continue;
    const at = new Date(`${loadedAt.replace(" ", "T")}Z`);
    const data = { revision, previousRevision: told, load: kind, ...summaryOf(groups) };
    return message(`${id}_${revision}`, "changes.recorded", at, data, revision);
  }
  return { toldRevision: loads.at(-1)?.revision ?? kept.last };
}

/** A message by which an operator tries whether a webhook works. */
export const testMessage = (id: string, revision: number): Message =>
  message(`${id}_test_${Date.now()}`, "webhook.test", new Date(), { revision }, revision);

/** The headers of an attempt to send a message, signed with each secret. */
export function signedHeaders({ id, body }: Message, secrets: readonly string[]): Record<string, string> {
  const now = new Date();
  return {
    "content-type": "application/json",
    "user-agent": "Cakupan-Webhooks",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(" "),
  };
}

function message(id: string, type: string, at: Date, data: object, toldRevision: number): Message {
  return { id: `msg_${id}`, body: JSON.stringify({ type, timestamp: at.toISOString(), data }), toldRevision };
}

interface Group {
  region: string;
  indicator: string;
  added: number;
  revised: number;
  superseded: number;
}

// Changes of one load, by region and indicator, with counts of each kind.
async function groupsOf(db: Database, { regions, indicators }: Wanted, revision: number): Promise<Group[]> {
  const conditions: Sql[] = [sql`t.revision = ${revision}`];
  for (const codes of regions)
    if (codes !== null) conditions.push(anyOf(codes.map((code) => withinSql(sql`t.region_code`, code))));
  if (indicators !== null) conditions.push(oneOf(sql`t.indicator_code`, indicators));
  const count = (kind: string): Sql => sql`SUM(CASE WHEN t.kind = ${kind} THEN 1 ELSE 0 END)`;
  const rows = await run<Record<keyof Group, string | number>>(
    db,
    "webhooks.groupChanges",
    sql`SELECT t.region_code AS \`region\`, t.indicator_code AS \`indicator\`, ${count("ADDED")} AS \`added\`,
        ${count("REVISED")} AS \`revised\`, ${count("SUPERSEDED")} AS \`superseded\`
      FROM figure_changes t WHERE ${allOf(conditions)}
      GROUP BY t.region_code, t.indicator_code ORDER BY t.region_code, t.indicator_code`,
  );
  // MySQL sums to decimals, which its driver gives as texts.
  return rows.map(({ region, indicator, added, revised, superseded }) => ({
    ...{ region: String(region), indicator: String(indicator) },
    ...{ added: Number(added), revised: Number(revised), superseded: Number(superseded) },
  }));
}

function summaryOf(groups: readonly Group[]): object {
  const total = (kind: "added" | "revised" | "superseded"): number =>
    groups.reduce((sum, group) => sum + group[kind], 0);
  return {
    ...{ added: total("added"), revised: total("revised"), superseded: total("superseded") },
    changes: groups.slice(0, MAX_GROUPS),
    omitted: Math.max(0, groups.length - MAX_GROUPS),
  };
}
