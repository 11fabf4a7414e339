import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { DataSource, EntityManager } from "typeorm";
import { batches, getOrMake } from "../../collections.js";
import { dataSourceOf, signalOf, within } from "../../database/database.js";
import { isInSnapshot, watchServer } from "../../database/one-server.js";
import { findRevision } from "../../database/revision.js";
import type { Session } from "../../database/session.js";
import { raw, run, sql, type Database } from "../../database/statement.js";
import { insertRows } from "../../database/write-rows.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { turn } from "../../time/turn.js";
import { pack, unpack } from "./packing.js";
import { SearchIndexPart } from "./search-index-part.entity.js";
import { SearchIndex, type Found } from "./search-index.js";
import { gather } from "./searchable.js";
import { listDocuments, SEARCHED_TABLES } from "./search.queries.js";

// Characters of a part: a `text` of MySQL has at most 65,535 bytes.
const PART = 60_000;

// Parts of a statement: servers of MySQL accept four megabytes or more.
const PARTS = 20;

/** The texts of all rows that can be found, which a load packs, so that servers need not read the rows themselves. */
export const searchRefresh: Refresh = {
  forget: [sql`DELETE FROM search_index_parts`],
  run: refreshSearch,
};

async function refreshSearch(manager: EntityManager, changes: ChangeSet): Promise<void> {
  if (!SEARCHED_TABLES.some((table) => changes.tables.has(table))) return;
  const packing = await pack(await gather(listDocuments(manager)));
  const content = packing.toString("base64");
  const digest = hash("sha256", packing, "hex");
  await run(manager, "search.forget", sql`DELETE FROM search_index_parts`);
  const parts = Array.from({ length: Math.ceil(content.length / PART) }, (_, part) => ({
    part,
    digest,
    content: content.slice(part * PART, (part + 1) * PART),
  }));
  for (const some of batches(parts, PARTS)) await insertRows(manager, SearchIndexPart, some);
}

interface MadeIndex {
  /** Of the packing that it was made from; null when it was made from the rows. */
  digest: string | null;
  index: SearchIndex;
}

/** An index that is being made or used, and the load after which it is. */
interface CurrentIndex {
  revision: string;
  made: Promise<MadeIndex>;
}

const indexes = new WeakMap<DataSource, CurrentIndex>();

/** The best matches of a text in the data loaded now; see `SearchIndex.find`. */
export async function search(db: Database, ...query: Parameters<SearchIndex["find"]>): Promise<Found[]> {
  const index = await currentIndex(db);
  await turn(signalOf(db));
  return index.find(...query);
}

async function currentIndex(db: Database): Promise<SearchIndex> {
  if (isInSnapshot(db)) return indexOfSnapshot(db);
  const revision = await findRevision(db);
  return (await within(db, sharedIndex(dataSourceOf(db), revision))).index;
}

// Made by the first search after a load. Other searches share the making, so it outlasts the request that started it.
function sharedIndex(dataSource: DataSource, revision: string): Promise<MadeIndex> {
  const current = indexes.get(dataSource);
  if (current?.revision === revision) return current.made;
  const isOfOneServer = watchServer(dataSource);
  const made = remakeIndex(dataSource, current?.made ?? null);
  const forget = (): unknown => indexes.get(dataSource)?.made === made && indexes.delete(dataSource);
  indexes.set(dataSource, { revision, made });
  // The next search retries what failed, and what may be of another revision.
  made.then(() => isOfOneServer() || forget(), forget);
  return made;
}

/** Indexes by the digest of their packing: of a server that lags, and of one that does not. */
const snapshotIndexes = new WeakMap<DataSource, LRUCache<string, Promise<MadeIndex>>>();
const SNAPSHOTS = 2;

// Requests share what one of them makes of the same packing, wherever each reads it, and make it anew when that one ended.
async function indexOfSnapshot(db: Session): Promise<SearchIndex> {
  const digest = await findDigest(db);
  if (digest === null) return (await makeIndex(db, digest)).index;
  const made = getOrMake(
    snapshotIndexes,
    db.dataSource,
    () => new LRUCache<string, Promise<MadeIndex>>({ max: SNAPSHOTS }),
  );
  for (let shared = made.get(digest); shared; shared = made.get(digest)) {
    const last = await within(db, shared).catch(() => null);
    if (last) return last.index;
    db.signal.throwIfAborted();
  }
  const making = makeIndex(db, digest);
  made.set(digest, making);
  making.catch(() => made.get(digest) === making && made.delete(digest));
  return (await making).index;
}

/** Makes an index of the rows as they are stored now; the earlier one serves on if these have not changed. */
async function remakeIndex(db: Database, earlier: Promise<MadeIndex> | null): Promise<MadeIndex> {
  const digest = await findDigest(db);
  const last = await earlier?.catch(() => null);
  return last && digest !== null && last.digest === digest ? last : makeIndex(db, digest);
}

/** Makes an index of the packing with the digest, or of the rows. */
async function makeIndex(db: Database, digest: string | null): Promise<MadeIndex> {
  const packing = digest === null ? null : await readPacking(db, digest);
  // Another version of the program may have packed the data.
  const data = packing && (await unpack(packing));
  if (data) return { digest, index: await SearchIndex.of(data) };
  return { digest: null, index: await SearchIndex.of(await gather(listDocuments(db))) };
}

async function findDigest(db: Database): Promise<string | null> {
  const [first] = await run<{ digest: string }>(
    db,
    "search.findPacking",
    sql`SELECT t.digest AS \`digest\` FROM search_index_parts t WHERE t.part = 0`,
  );
  return first?.digest ?? null;
}

/** The stored packing; null when a load has replaced it in the meantime. */
async function readPacking(db: Database, digest: string): Promise<Buffer | null> {
  const contents: string[] = [];
  let page: { content: string }[] = [];
  do {
    page = await run<{ content: string }>(
      db,
      "search.readPacking",
      sql`SELECT t.content AS \`content\` FROM search_index_parts t
        WHERE t.part >= ${contents.length} AND t.digest = ${digest} ORDER BY t.part LIMIT ${raw(String(PARTS))}`,
    );
    for (const { content } of page) contents.push(content);
  } while (page.length === PARTS);
  const packing = Buffer.from(contents.join(""), "base64");
  return hash("sha256", packing, "hex") === digest ? packing : null;
}
