import { oneOf, run, runBrief, sql, type Database, type Sql } from "../database/statement.js";
import { storedInstant } from "../graph/declare/scalars.js";
import { delayAfter } from "./retry.js";
import type { Outcome } from "./post.js";

/** A webhook as it is stored, with the key that bounds what it may know. */
export interface StoredWebhook {
  id: string;
  keyId: string;
  partner: string;
  url: string;
  /** Codes of the key's regions, and of those that it is told of; null for all. */
  keyRegions: readonly string[] | null;
  regions: readonly string[] | null;
  indicators: readonly string[] | null;
  secret: string;
  oldSecret: string | null;
  oldSecretUntil: string | null;
  toldRevision: number;
  failures: number;
  nextAttemptAt: string;
  outcome: string | null;
  attemptedAt: string | null;
  offSince: string | null;
  /** Whether its key works. */
  isKeyed: boolean;
}

export const instantIn = (milliseconds: number): string => storedInstant(new Date(Date.now() + milliseconds));

/** The condition that a key `k` works. */
export const keyWorks = (): Sql =>
  sql`k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${instantIn(0)})`;

/** Webhooks `w` with their keys `k` for which a condition holds, oldest first. */
export async function webhooksWhere(db: Database, condition: Sql): Promise<StoredWebhook[]> {
  type Lists = Record<"keyRegions" | "regions" | "indicators", string | null>;
  const rows = await run<Omit<StoredWebhook, keyof Lists | "isKeyed"> & Lists & { isKeyed: number }>(
    db,
    "webhooks.list",
    sql`SELECT w.id AS \`id\`, w.key_id AS \`keyId\`, k.partner_slug AS \`partner\`, w.url AS \`url\`,
        k.regions AS \`keyRegions\`, w.regions AS \`regions\`, w.indicators AS \`indicators\`, w.secret AS \`secret\`,
        w.old_secret AS \`oldSecret\`, w.old_secret_until AS \`oldSecretUntil\`, w.told_revision AS \`toldRevision\`,
        w.failures AS \`failures\`, w.next_attempt_at AS \`nextAttemptAt\`, w.outcome AS \`outcome\`,
        w.attempted_at AS \`attemptedAt\`, w.off_since AS \`offSince\`, (${keyWorks()}) AS \`isKeyed\`
      FROM webhooks w JOIN partner_keys k ON k.id = w.key_id WHERE ${condition} ORDER BY w.created_at, w.id`,
  );
  const list = (text: string | null): string[] | null =>
    text === null ? null : (JSON.parse(text) as string[]);
  return rows.map(({ keyRegions, regions, indicators, isKeyed, ...row }) => ({
    ...row,
    ...{ keyRegions: list(keyRegions), regions: list(regions), indicators: list(indicators) },
    isKeyed: isKeyed === 1,
  }));
}

/** The ids of webhooks that there may be something to tell now and that nobody has claimed. */
export async function dueWebhooks(db: Database, most: number): Promise<string[]> {
  const rows = await runBrief(
    db,
    "webhooks.listDue",
    sql`SELECT w.id FROM webhooks w JOIN partner_keys k ON k.id = w.key_id
      WHERE ${isDue(sql`w.`)} AND ${keyWorks()} AND w.told_revision <> (SELECT COALESCE(MAX(d.revision), 0) FROM datasets d)
      ORDER BY w.next_attempt_at, w.id LIMIT ${most}`,
  );
  return rows.map(([id]) => String(id));
}

const isDue = (of: Sql): Sql => {
  const now = instantIn(0);
  return sql`${of}off_since IS NULL AND ${of}next_attempt_at <= ${now}
    AND (${of}claimed_until IS NULL OR ${of}claimed_until <= ${now})`;
};

/**
 * Claims webhooks for one attempt, which nobody else makes before the claim has run out, and returns those that it got: each
 * is claimed by one statement that holds on its condition, so that of several processes one gets it.
 */
export async function claimWebhooks(
  db: Database,
  ids: readonly string[],
  claim: string,
  milliseconds: number,
): Promise<StoredWebhook[]> {
  for (const id of ids)
    await run(
      db,
      "webhooks.claim",
      sql`UPDATE webhooks SET claim = ${claim}, claimed_until = ${instantIn(milliseconds)} WHERE id = ${id} AND ${isDue(sql``)}`,
    );
  return webhooksWhere(db, sql`${oneOf(sql`w.id`, ids)} AND w.claim = ${claim}`);
}

/** An attempt, and what came of it; null when there was nothing to tell. */
export interface Attempt {
  webhook: StoredWebhook;
  toldRevision: number;
  outcome: Outcome | null;
}

/**
 * Records what came of an attempt, unless somebody else has claimed the webhook or set it back meanwhile. Returns whether it
 * is off from now on.
 */
export async function recordAttempt(
  db: Database,
  claim: string,
  { webhook, toldRevision, outcome }: Attempt,
): Promise<boolean> {
  const isTold = outcome?.isDelivered ?? true;
  const failures = isTold ? 0 : webhook.failures + 1;
  const delay = isTold ? 0 : outcome?.isGone ? null : delayAfter(failures);
  const told = isTold ? toldRevision : webhook.toldRevision;
  const offSince = delay === null ? instantIn(0) : null;
  const noted =
    outcome === null ? sql`` : sql`, outcome = ${outcome.text.slice(0, 300)}, attempted_at = ${instantIn(0)}`;
  await run(
    db,
    "webhooks.record",
    sql`UPDATE webhooks SET claim = NULL, claimed_until = NULL, told_revision = ${told}, failures = ${failures},
        next_attempt_at = ${instantIn(delay ?? 0)}, off_since = ${offSince}${noted}
      WHERE id = ${webhook.id} AND claim = ${claim}`,
  );
  return delay === null;
}
