import type { DataSource, EntityManager } from "typeorm";
import type { Connected } from "../database/database.js";
import { ALWAYS, run, runPlain, sql, type RawRow, type Sql } from "../database/statement.js";
import { storedInstant } from "../graph/declare/scalars.js";
import { insertRows } from "../database/write-rows.js";
import type { AuditEvent } from "../modules/partners/audit-event.entity.js";
import { recordEvent } from "../modules/partners/audit.queries.js";
import { PartnerDocument } from "../modules/partners/partner-document.entity.js";
import { listUsage } from "../modules/partners/usage.queries.js";
import type { UsageRow } from "../modules/partners/viewer.type.js";
import { daysBefore, today } from "../time/today.js";
import { PartnerKind } from "../modules/partners/partner.entity.js";
import { keyIdIn, makeKey } from "./key.js";
import { documentDigest } from "./trusted-documents.js";
import { isScope, SCOPES, type Scope } from "./scope.js";

const DAY_MS = 86_400_000;
/** Longest document, in bytes; events that are listed. */
const MAX_DOCUMENT = 60_000;
const MAX_AUDIT = 1_000;
const SLUG = /^[a-z0-9][a-z0-9-]{1,79}$/;

/** What a key opens, as it is asked for. */
export interface KeyWish {
  partner: string;
  scopes: readonly string[];
  /** Codes of regions; empty for all. */
  regions: readonly string[];
  /** After how many days it stops working; null for never. */
  days: number | null;
}

/** A key as `list` shows it; instants as they are stored, in UTC. */
export interface ListedKey {
  id: string;
  partner: string;
  scopes: readonly Scope[];
  /** Null for all. */
  regions: readonly string[] | null;
  expiresAt: string | null;
  revokedAt: string | null;
}

/** What the operator does about partners and their keys. Each throws an Error that says what would be right. */
export class PartnerCommands {
  constructor(readonly dataSource: DataSource) {}

  /** Creates a partner, which has no key yet. */
  async create(slug: string, name: string, kind: string): Promise<void> {
    if (!SLUG.test(slug))
      throw new Error(`"${slug}" must be small letters, digits and dashes, 2 to 80 of them.`);
    if (name.trim() === "") throw new Error("Give the partner's name with --name.");
    if (!Object.hasOwn(PartnerKind, kind))
      throw new Error(`--kind must be one of ${Object.keys(PartnerKind).join(", ")}, not "${kind}".`);
    await this.dataSource.transaction(async (db) => {
      if (await exists(db, sql`SELECT 1 FROM partners t WHERE t.slug = ${slug}`))
        throw new Error(`There is a partner ${slug} already.`);
      await run(
        db,
        "partners.create",
        sql`INSERT INTO partners (slug, name, kind, created_at) VALUES (${slug}, ${name}, ${kind}, ${inDays(0)})`,
      );
      await recordEvent(db, {
        at: inDays(0),
        action: "create",
        partnerSlug: slug,
        detail: `${kind} ${name}`,
      });
    });
  }

  /** Makes a key, and returns its text, which is nowhere else. */
  async key({ partner, scopes, regions, days }: KeyWish): Promise<string> {
    const unknown = scopes.find((scope) => !isScope(scope));
    if (unknown !== undefined)
      throw new Error(`There is no scope "${unknown}", but ${Object.keys(SCOPES).join(", ")}.`);
    return this.dataSource.transaction(async (db) => {
      await requirePartner(db, partner);
      for (const code of regions)
        if (!(await exists(db, sql`SELECT 1 FROM regions t WHERE t.code = ${code}`)))
          throw new Error(`There is no region ${code}.`);
      const expiresAt = days === null ? null : inDays(days);
      return insertKey(db, "key", {
        partner,
        scopes: scopes as Scope[],
        regions: regions.length === 0 ? null : regions,
        expiresAt,
      });
    });
  }

  /** Makes a key that opens the same and takes over the webhooks; the old one works for `overlap` more days. Returns the text of the new one. */
  async rotate(id: string, overlap: number): Promise<string> {
    return this.dataSource.transaction(async (db) => {
      const old = await unrevokedKey(db, id);
      const until = inDays(overlap);
      if (old.expiresAt === null || until < old.expiresAt)
        await run(db, "partners.expire", sql`UPDATE partner_keys SET expires_at = ${until} WHERE id = ${id}`);
      const text = await insertKey(db, "rotate", old);
      await run(
        db,
        "partners.moveWebhooks",
        sql`UPDATE webhooks SET key_id = ${keyIdIn(text)} WHERE key_id = ${id}`,
      );
      return text;
    });
  }

  /** Ends a key; every server refuses it five seconds later. */
  async revoke(id: string): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { partner } = await unrevokedKey(db, id);
      await run(
        db,
        "partners.revoke",
        sql`UPDATE partner_keys SET revoked_at = ${inDays(0)} WHERE id = ${id}`,
      );
      await recordEvent(db, { at: inDays(0), action: "revoke", partnerSlug: partner, keyId: id });
    });
  }

  /** Registers documents, by the ids that the partner's client sends, in place of all earlier ones. */
  async documents(partner: string, documents: ReadonlyMap<string, string>): Promise<void> {
    const long = [...documents].find(
      ([id, text]) => id.length > 128 || Buffer.byteLength(text) > MAX_DOCUMENT,
    );
    if (long) throw new Error(`The document ${long[0].slice(0, 128)} or its id is too long.`);
    await this.dataSource.transaction(async (db) => {
      await requirePartner(db, partner);
      await run(
        db,
        "partners.forgetDocuments",
        sql`DELETE FROM partner_documents WHERE partner_slug = ${partner}`,
      );
      await insertRows(
        db,
        PartnerDocument,
        [...documents].map(([id, document]) => ({
          partnerSlug: partner,
          id,
          digest: documentDigest(document),
          document,
        })),
      );
      await run(
        db,
        "partners.noteDocuments",
        sql`UPDATE partners SET documents_at = ${inDays(0)} WHERE slug = ${partner}`,
      );
      await recordEvent(db, {
        at: inDays(0),
        action: "document",
        partnerSlug: partner,
        detail: `${documents.size} documents`,
      });
    });
  }

  /** Holds a partner's keys to its registered documents, or lets them run any. */
  async safelist(partner: string, isOn: boolean): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      await requirePartner(db, partner);
      await run(db, "partners.safelist", sql`UPDATE partners SET safelist = ${isOn} WHERE slug = ${partner}`);
      await recordEvent(db, {
        at: inDays(0),
        action: "safelist",
        partnerSlug: partner,
        detail: isOn ? "on" : "off",
      });
    });
  }

  /** What a partner's keys read in the last days, the last day first. */
  usage(partner: string, days: number): Promise<UsageRow[]> {
    return listUsage(this.dataSource, partner, daysBefore(today(), Math.max(0, days - 1)));
  }

  /** What was done about all partners, or one, and what protected fields were read, the latest first. */
  audit(partner: string | null): Promise<Omit<AuditEvent, "id">[]> {
    return run<Omit<AuditEvent, "id"> & RawRow>(
      this.dataSource,
      "partners.listAudit",
      sql`SELECT t.at AS \`at\`, t.action AS \`action\`, t.partner_slug AS \`partnerSlug\`, t.key_id AS \`keyId\`, t.detail AS \`detail\`
        FROM audit_events t WHERE ${partner === null ? ALWAYS : sql`t.partner_slug = ${partner}`}
        ORDER BY t.id DESC LIMIT ${MAX_AUDIT}`,
    );
  }

  /** All keys, or those of one partner, oldest first. */
  list(partner: string | null): Promise<ListedKey[]> {
    return keysWhere(this.dataSource, partner === null ? ALWAYS : sql`t.partner_slug = ${partner}`);
  }
}

const inDays = (days: number): string => storedInstant(new Date(Date.now() + days * DAY_MS));

const exists = async (db: Connected, statement: Sql): Promise<boolean> =>
  (await runPlain(db, "partners.exists", statement)).length > 0;

async function keysWhere(db: Connected, condition: Sql): Promise<ListedKey[]> {
  const rows = await run<
    Record<"id" | "partner" | "scopes", string> & Record<"regions" | "expiresAt" | "revokedAt", string | null>
  >(
    db,
    "partners.listAllKeys",
    sql`SELECT t.id, t.partner_slug AS \`partner\`, t.scopes, t.regions, t.expires_at AS \`expiresAt\`, t.revoked_at AS \`revokedAt\`
      FROM partner_keys t WHERE ${condition} ORDER BY t.created_at, t.id`,
  );
  return rows.map((row) => ({
    ...row,
    scopes: JSON.parse(row.scopes) as Scope[],
    regions: row.regions === null ? null : (JSON.parse(row.regions) as string[]),
  }));
}

async function unrevokedKey(db: Connected, id: string): Promise<ListedKey> {
  const [key] = await keysWhere(db, sql`t.id = ${id}`);
  if (!key) throw new Error(`There is no key ${id}: \`list\` shows the ids, the part after ckp_.`);
  if (key.revokedAt !== null) throw new Error(`The key ${id} is revoked already.`);
  return key;
}

async function requirePartner(db: Connected, partner: string): Promise<void> {
  if (!(await exists(db, sql`SELECT 1 FROM partners t WHERE t.slug = ${partner}`)))
    throw new Error(`There is no partner ${partner}: create it first.`);
}

async function insertKey(
  db: EntityManager,
  action: string,
  { partner, scopes, regions, expiresAt }: Omit<ListedKey, "id" | "revokedAt">,
): Promise<string> {
  const { id, digest, text } = makeKey();
  const within = regions && JSON.stringify(regions);
  await run(
    db,
    "partners.insertKey",
    sql`INSERT INTO partner_keys (id, partner_slug, digest, scopes, regions, created_at, expires_at)
      VALUES (${id}, ${partner}, ${digest}, ${JSON.stringify(scopes)}, ${within}, ${inDays(0)}, ${expiresAt})`,
  );
  const detail = [scopes.join(" "), regions?.join(" ") ?? "all regions", expiresAt ?? "for ever"].join("; ");
  await recordEvent(db, { at: inDays(0), action, partnerSlug: partner, keyId: id, detail });
  return text;
}
