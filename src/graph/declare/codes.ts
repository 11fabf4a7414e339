import { suggestionList } from "graphql/jsutils/suggestionList.js";
import type { DataSource } from "typeorm";
import { getOrMake } from "../../collections.js";
import { dataSourceOf } from "../../database/database.js";
import { run, sql, type Database } from "../../database/statement.js";
import { badUserInput, shown, type UserError } from "../../errors.js";
import { tableIn, type RowClass } from "./table.js";

/** A small set of codes that callers name, kept in a column of a table. */
export interface Vocabulary {
  entity: () => RowClass;
  property: string;
  /** What has such a code, as messages name it. */
  noun: string;
  /** The field that lists all of them. */
  listedBy: string;
}

/** A code that a caller has named. */
export interface NamedCode {
  vocabulary: Vocabulary;
  code: string;
}

type Codes = ReadonlySet<string>;

const MAX_SUGGESTED = 3;

// A code that a load has removed counts as known until the next one that is not known: then all are read again.
const known = new WeakMap<DataSource, Map<Vocabulary, Codes>>();
// Fields of one request that need the same codes at once share a read.
const reading = new WeakMap<Database, Map<Vocabulary, Promise<Codes>>>();

/** Throws BAD_USER_INPUT for the first code that its vocabulary does not have, and names those that are most alike. */
export async function requireCodes(db: Database, named: Iterable<NamedCode>): Promise<void> {
  const cached = getOrMake(known, dataSourceOf(db), () => new Map<Vocabulary, Codes>());
  for (const { vocabulary, code } of named) {
    if (cached.get(vocabulary)?.has(code)) continue;
    const codes = await readCodes(db, vocabulary);
    cached.set(vocabulary, codes);
    if (!codes.has(code)) throw errorFor({ vocabulary, code }, codes);
  }
}

/** BAD_USER_INPUT for a code that was looked up and not found. */
export const unknownCode = async (db: Database, named: NamedCode): Promise<UserError> =>
  errorFor(named, await readCodes(db, named.vocabulary));

function readCodes(db: Database, vocabulary: Vocabulary): Promise<Codes> {
  const reads = getOrMake(reading, db, () => new Map<Vocabulary, Promise<Codes>>());
  return getOrMake(reads, vocabulary, () =>
    listCodes(db, vocabulary).finally(() => {
      reads.delete(vocabulary);
    }),
  );
}

async function listCodes(db: Database, { entity, property }: Vocabulary): Promise<Codes> {
  const table = tableIn(db, entity());
  const column = table.column("t", property);
  const rows = await run<{ code: string }>(
    db,
    `${entity().name} codes`,
    sql`SELECT DISTINCT ${column} AS \`code\` FROM ${table.name} t WHERE ${column} IS NOT NULL`,
  );
  return new Set(rows.map(({ code }) => code));
}

function errorFor({ vocabulary: { noun, listedBy }, code }: NamedCode, codes: Codes): UserError {
  const near = suggestionList(code.toUpperCase().replaceAll(/[\s-]+/g, "_"), [...codes].sort());
  const suggested = near.slice(0, MAX_SUGGESTED).join(" or ");
  const hint = suggested === "" ? "" : ` Did you mean ${suggested}?`;
  return badUserInput(`No ${noun} has the code ${shown(code)}.${hint} \`${listedBy}\` lists them.`);
}
