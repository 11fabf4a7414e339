import { viewerOf } from "../../access/viewer.js";
import type { StoredKey } from "../../access/stored-key.js";
import type { Scope } from "../../access/scope.js";
import { run, runPlain, sql, type Database } from "../../database/statement.js";
import type { PartnerKind } from "./partner.entity.js";

interface KeyRow {
  id: string;
  digest: string;
  scopes: string;
  regions: string | null;
  expiresAt: string | null;
  slug: string;
  name: string;
  kind: PartnerKind;
  safelist: number;
  documentsAt: string | null;
}

/** All keys that are not revoked, each with what it opens; there are only a few hundred. */
export async function listKeys(db: Database): Promise<StoredKey[]> {
  const rows = await run<KeyRow>(
    db,
    "partners.listKeys",
    sql`SELECT k.id, k.digest, k.scopes, k.regions, k.expires_at AS \`expiresAt\`, p.slug, p.name, p.kind,
        p.safelist, p.documents_at AS \`documentsAt\`
      FROM partner_keys k JOIN partners p ON p.slug = k.partner_slug WHERE k.revoked_at IS NULL`,
  );
  return rows.map(({ id, digest, scopes, regions, expiresAt, slug, name, kind, safelist, documentsAt }) => ({
    id,
    digest: Buffer.from(digest, "hex"),
    viewer: viewerOf({
      partner: { slug, name, kind, documents: safelist === 1 ? (documentsAt ?? "none") : null },
      keyId: id,
      scopes: JSON.parse(scopes) as Scope[],
      regions: regions === null ? null : (JSON.parse(regions) as string[]),
      // For prepared statements, MySQL's driver omits milliseconds that are zero.
      expiresAt: expiresAt?.padEnd("YYYY-MM-DD HH:MM:SS.mmm".length, ".000") ?? null,
    }),
    until: expiresAt === null ? Infinity : Date.parse(`${expiresAt.replace(" ", "T")}Z`),
  }));
}

/** The text of a document that a partner has registered, by its id or its digest; null when it has not. */
export async function findDocument(db: Database, partner: string, name: string): Promise<string | null> {
  const [found] = await run<{ document: string }>(
    db,
    "partners.findDocument",
    sql`SELECT t.document AS \`document\` FROM partner_documents t
      WHERE t.partner_slug = ${partner} AND (t.id = ${name} OR t.digest = ${name}) LIMIT 1`,
  );
  return found?.document ?? null;
}

/** The name of a partner; null when there is none. */
export async function findPartnerName(db: Database, slug: string): Promise<string | null> {
  const [found] = await run<{ name: string }>(
    db,
    "partners.findName",
    sql`SELECT t.name AS \`name\` FROM partners t WHERE t.slug = ${slug}`,
  );
  return found?.name ?? null;
}

/** How many partners there are. */
export async function countPartners(db: Database): Promise<number> {
  const [[count] = []] = await runPlain(db, "partners.count", sql`SELECT COUNT(*) FROM partners`);
  return Number(count);
}
