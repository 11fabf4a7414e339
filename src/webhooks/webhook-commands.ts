import { randomInt } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import { run, runPlain, sql, type Database, type Sql } from "../database/statement.js";
import { insertRows } from "../database/write-rows.js";
import { recordEvent } from "../modules/partners/audit.queries.js";
import { WebhookAddress } from "../modules/partners/webhook.entity.js";
import { keptChanges } from "../modules/observations/figure-change.queries.js";
import { isWithin } from "../modules/regions/region-code.rules.js";
import { testMessage } from "./message.js";
import { urlFault, type Outcome, type Reach } from "./post.js";
import { makeSecret, seal } from "./secret.js";
import { instantIn, keyWorks, webhooksWhere, type StoredWebhook } from "./stored-webhooks.js";
import { sendMessage } from "./webhook-sender.js";

const DAY_MS = 86_400_000;
const ID_LENGTH = 12;
const ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MAX_URL = 1_000;
/** Webhooks that a partner may have. */
const MAX_WEBHOOKS = 20;

/** What a webhook is to be. */
export interface WebhookWish {
  key: string;
  url: string;
  /** Codes of regions and indicators; empty for all. */
  regions: readonly string[];
  indicators: readonly string[];
  /** The load after which it is told of changes; null for the last one. */
  after: number | null;
}

/** What the operator does about webhooks. Each throws an Error that says what would be right. */
export class WebhookCommands {
  constructor(
    readonly dataSource: DataSource,
    readonly reach: Reach,
    /** By which secrets are sealed; null where none is configured. */
    readonly sealingKey: Buffer | null,
  ) {}

  /** Adds a webhook. Its secret is stored only sealed. */
  async add({ key, url, regions, indicators, after }: WebhookWish): Promise<{ id: string; secret: string }> {
    const sealing = this.#sealing();
    const fault =
      url.length > MAX_URL ? `it is longer than ${MAX_URL} characters` : urlFault(url, this.reach);
    if (fault !== null) throw new Error(`--url cannot be told: ${fault}.`);
    return this.dataSource.transaction(async (db) => {
      const { partner, regions: opened } = await keyNamed(db, key);
      if ((await webhooksWhere(db, sql`k.partner_slug = ${partner}`)).length >= MAX_WEBHOOKS)
        throw new Error(`${partner} has ${MAX_WEBHOOKS} webhooks, the most that a partner may have.`);
      await requireRegions(db, regions, opened);
      for (const code of indicators)
        await require(db, sql`SELECT 1 FROM indicators t WHERE t.code = ${code}`, `There is no indicator ${code}.`);
      const toldRevision = await keptRevision(db, after);
      const id = Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join("");
      const secret = makeSecret();
      await insertRows(db, WebhookAddress, [
        {
          ...{ id, keyId: key, url, toldRevision },
          regions: regions.length === 0 ? null : regions,
          indicators: indicators.length === 0 ? null : indicators,
          secret: seal(secret, id, sealing),
          ...{ createdAt: instantIn(0), nextAttemptAt: instantIn(0) },
        },
      ]);
      await record(db, { partner, keyId: key }, "webhook add", `${id} ${url}`);
      return { id, secret };
    });
  }

  /** All webhooks, or those of one partner, oldest first. */
  list(partner: string | null): Promise<StoredWebhook[]> {
    return webhooksWhere(this.dataSource, partner === null ? sql`1 = 1` : sql`k.partner_slug = ${partner}`);
  }

  /** How many loads there are that a webhook has not been told of; 0 for one that has been told of all. */
  async behind({ toldRevision }: StoredWebhook): Promise<number> {
    return Math.max(0, (await keptChanges(this.dataSource)).last - toldRevision);
  }

  async remove(id: string): Promise<void> {
    await this.#change(id, "webhook remove", "", sql`DELETE FROM webhooks WHERE id = ${id}`);
  }

  /** Makes another secret; messages are signed with the old one beside it for `overlap` more days. */
  async rotate(id: string, overlap: number): Promise<string> {
    const secret = makeSecret();
    const sealed = seal(secret, id, this.#sealing());
    const until = instantIn(overlap * DAY_MS);
    await this.#change(
      id,
      "webhook secret",
      `until ${until}`,
      // MySQL assigns from left to right, so that the old secret is copied before it is replaced.
      sql`UPDATE webhooks SET old_secret = secret, old_secret_until = ${until}, secret = ${sealed} WHERE id = ${id}`,
    );
    return secret;
  }

  /** Tells a webhook again of everything after a load, or at once of what it has not been told; switches it on. */
  async resend(id: string, after: number | null): Promise<void> {
    const toldRevision = after === null ? null : await keptRevision(this.dataSource, after);
    const told = toldRevision === null ? sql`` : sql`, told_revision = ${toldRevision}`;
    await this.#change(
      id,
      "webhook resend",
      after === null ? "" : `after load ${after}`,
      sql`UPDATE webhooks SET failures = 0, off_since = NULL, claim = NULL, claimed_until = NULL,
        next_attempt_at = ${instantIn(0)}${told} WHERE id = ${id}`,
    );
  }

  /** Sends a message that tells nothing, and returns what came of it. */
  async test(id: string): Promise<Outcome> {
    const key = this.#sealing();
    const webhook = await webhookOf(this.dataSource, id);
    const { last } = await keptChanges(this.dataSource);
    return sendMessage(webhook, testMessage(id, last), { ...this.reach, key });
  }

  #sealing(): Buffer {
    if (this.sealingKey) return this.sealingKey;
    throw new Error(
      "Secrets of webhooks are sealed with WEBHOOK_KEY, which is not set: give this command and all servers 32 random bytes in base64, such as `openssl rand -base64 32` writes.",
    );
  }

  async #change(id: string, action: string, detail: string, statement: Sql): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const webhook = await webhookOf(db, id);
      await run(db, "webhooks.change", statement);
      await record(db, webhook, action, `${id} ${detail}`.trim());
    });
  }
}

async function webhookOf(db: Database, id: string): Promise<StoredWebhook> {
  const [webhook] = await webhooksWhere(db, sql`w.id = ${id}`);
  if (!webhook) throw new Error(`There is no webhook ${id}: \`webhook list\` shows the ids.`);
  return webhook;
}

async function keyNamed(db: Database, id: string): Promise<{ partner: string; regions: string[] | null }> {
  const [key] = await run<{ partner: string; regions: string | null }>(
    db,
    "webhooks.findKey",
    sql`SELECT k.partner_slug AS \`partner\`, k.regions AS \`regions\` FROM partner_keys k
      WHERE k.id = ${id} AND ${keyWorks()}`,
  );
  if (!key) throw new Error(`There is no key ${id} that works: \`list\` shows the ids, the part after ckp_.`);
  return { ...key, regions: key.regions === null ? null : (JSON.parse(key.regions) as string[]) };
}

async function requireRegions(
  db: Database,
  regions: readonly string[],
  opened: readonly string[] | null,
): Promise<void> {
  for (const code of regions) {
    await require(db, sql`SELECT 1 FROM regions t WHERE t.code = ${code}`, `There is no region ${code}.`);
    if (opened?.some((outer) => isWithin(code, outer)) === false)
      throw new Error(`The key opens ${opened.join(" ")}, and ${code} is not in it.`);
  }
}

async function require(db: Database, statement: Sql, otherwise: string): Promise<void> {
  if ((await runPlain(db, "webhooks.exists", statement)).length === 0) throw new Error(otherwise);
}

/** The load after which a webhook is told of changes. */
async function keptRevision(db: Database, after: number | null): Promise<number> {
  const { since, last } = await keptChanges(db);
  if (after === null) return last;
  if (after < since || after > last)
    throw new Error(`Changes are kept after the loads ${since} to ${last}, and not after ${after}.`);
  return after;
}

const record = (
  db: EntityManager,
  { partner: partnerSlug, keyId }: Pick<StoredWebhook, "partner" | "keyId">,
  action: string,
  detail: string,
): Promise<void> => recordEvent(db, { at: instantIn(0), action, partnerSlug, keyId, detail });
