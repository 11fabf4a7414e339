import { viewerOf } from "../../access/viewer.js";
import type { StoredKey } from "../../access/stored-key.js";
import type { Scope } from "../../access/scope.js";
import { run, sql, type Database } from "../../database/statement.js";
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
}

/** All keys that are not revoked, each with what it opens; there are only a few hundred. */
export async function listKeys(db: Database): Promise<StoredKey[]> {
  const rows = await run<KeyRow>(
    db,
    "partners.listKeys",
    sql`SELECT k.id, k.digest, k.scopes, k.regions, k.expires_at AS \`expiresAt\`, p.slug, p.name, p.kind
      FROM partner_keys k JOIN partners p ON p.slug = k.partner_slug WHERE k.revoked_at IS NULL`,
  );
  return rows.map(({ id, digest, scopes, regions, expiresAt, slug, name, kind }) => ({
    id,
    digest: Buffer.from(digest, "hex"),
    viewer: viewerOf({
      partner: { slug, name, kind },
      keyId: id,
      scopes: JSON.parse(scopes) as Scope[],
      regions: regions === null ? null : (JSON.parse(regions) as string[]),
      // For prepared statements, MySQL's driver omits milliseconds that are zero.
      expiresAt: expiresAt?.padEnd("YYYY-MM-DD HH:MM:SS.mmm".length, ".000") ?? null,
    }),
    until: expiresAt === null ? Infinity : Date.parse(`${expiresAt.replace(" ", "T")}Z`),
  }));
}
