import { oneOf, run, sql, type Database } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";
import { digest } from "../../package/digest.js";
import type { LoadContext } from "../../package/load-context.js";
import type { Memory } from "../../package/memories.js";
import { ORDINALS } from "../../package/stated-words.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";

interface Repeated {
  /** The ordinals of stored statements by their notes. */
  stored: Map<string, number[]>;
  /** Ordinals that no stored statement has, lowest first. */
  free: number[];
}

/** By identity, the statements that only their notes tell apart. */
const REPEATED: Memory<Map<string, Repeated>> = { make: () => new Map() };

/** Reads what is stored of identities that several rows of a file have: a note tells which statement a row continues. */
export async function recallRepeated(
  db: Database,
  context: LoadContext,
  identities: ReadonlySet<string>,
): Promise<void> {
  const places = new Map<string, { identity: string; ordinal: number }>();
  for (const identity of identities)
    for (let ordinal = 0; ordinal < ORDINALS; ordinal += 1)
      places.set(digest([...identity.split("\u0000"), ordinal]), { identity, ordinal });
  const repeated = context.of(REPEATED);
  for (const identity of identities)
    repeated.set(identity, {
      stored: new Map(),
      free: Array.from({ length: ORDINALS }, (_, place) => place),
    });
  for (const slugs of batches([...places.keys()])) {
    const rows = await run<{ slug: string; note: string | null }>(
      db,
      "observations.listNotes",
      sql`SELECT t.slug AS \`slug\`, t.note AS \`note\` FROM observations t
        WHERE ${oneOf(sql`t.slug`, slugs)} AND t.superseded_at = ${NOT_SUPERSEDED}`,
    );
    for (const { slug, note } of rows) {
      const { identity = "", ordinal = 0 } = places.get(slug) ?? {};
      const found = repeated.get(identity);
      if (!found) continue;
      found.stored.set(
        note ?? "",
        [...(found.stored.get(note ?? "") ?? []), ordinal].sort((a, b) => a - b),
      );
      found.free = found.free.filter((place) => place !== ordinal);
    }
  }
}

/** The slug of a row whose identity several rows of the file have; null for all other rows. */
export function repeatedSlug(context: LoadContext, identity: readonly string[], note: string): string | null {
  const key = identity.join("\u0000");
  const found = context.of(REPEATED).get(key);
  if (!found) return null;
  const ordinal = found.stored.get(note)?.shift() ?? found.free.shift();
  return digest([...identity, ordinal ?? ORDINALS + context.ordinal(key)]);
}
