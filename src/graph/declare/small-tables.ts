import { getOrMake } from "../../collections.js";
import { join, raw, runPlain, sql, type Database, type Sql, type Stored } from "../../database/statement.js";
import { declaredRows, type RowsOf } from "./field-price.js";
import type { Table } from "./table.js";

/** The most rows of a table that counts as small: as it declares, and as it has. */
const MOST_DECLARED = 3_000;
const MOST_ROWS = 4_000;

// In a smaller table a look-up for each row takes no longer than to ask for the rows of small tables first.
const TELLS = 50_000;

/** How many values may stand for the conditions of one filter: SQLite allows 32,766 in a statement. */
export const MOST_TOLD = 8_000;

/** The alias of a small table in conditions on its rows, one for each depth, so that none hides another. */
const aliasAt = (depth: number): string => `s${depth}`;

/** The values of a column of a small table in the rows that satisfy a condition. */
export interface Told {
  matching: readonly string[];
  /** Of a key, the values in all other rows; null for other columns. */
  others: readonly string[] | null;
}

interface Question {
  table: Table;
  property: string;
  alias: string;
  conditions: Map<string, Sql>;
}

/**
 * What the conditions of a filter amount to that are about rows of small tables. Of single values engines know how many rows
 * of a large table have them, of conditions on a related row they do not; and what all of its rows satisfy, or none, need not
 * be looked at.
 */
export class SmallTables {
  readonly #asked = new Map<string, Question>();
  readonly #told: Map<string, Told>;

  constructor(
    readonly rowsOf: RowsOf,
    /** The most values that stand in one filter, wherever a condition is repeated in it. */
    readonly mostValues: number,
    told = new Map<string, Told>(),
  ) {
    this.#told = told;
  }

  /** The same, with as many values as one filter may have. */
  get inFull(): SmallTables {
    return new SmallTables(this.rowsOf, MOST_TOLD, this.#told);
  }

  /** The alias for rows of a table to which rows of another lead, if conditions on these are asked for first; else null. */
  aliasOf(target: Table, owner: Table, depth: number): string | null {
    const isSmall = declaredRows(target.declaration.entity) <= MOST_DECLARED;
    return isSmall && this.rowsOf(owner.declaration.entity) >= TELLS ? aliasAt(depth) : null;
  }

  /** The values of a column by a condition; null when they have not been read, or are too many. */
  told(table: Table, property: string, alias: string, condition: Sql): Told | null {
    const place = `${table.declaration.entity.name}.${property} ${alias}`;
    // Whenever a filter is compiled, it has the same text and the same values.
    const key = JSON.stringify([place, condition.sql, condition.values.map(valueOf)]);
    const told = this.#told.get(key);
    if (told) return told;
    const question = getOrMake(this.#asked, place, () => ({
      table,
      property,
      alias,
      conditions: new Map<string, Sql>(),
    }));
    question.conditions.set(key, condition);
    return null;
  }

  /** How many conditions have been asked for and not been told yet. */
  get waiting(): number {
    return [...this.#asked.values()].reduce((count, { conditions }) => count + conditions.size, 0);
  }

  /** What `make` makes of all that small tables tell. What they tell of one another is read one after the other. */
  async whenTold<T>(db: Database, make: () => T, made = make()): Promise<T> {
    return (await this.read(db)) ? this.whenTold(db, make) : made;
  }

  /** Reads all values that were asked for, by one statement for each table. Returns whether any are told by it. */
  async read(db: Database): Promise<boolean> {
    const asked = [...this.#asked.values()];
    const told = this.#told.size;
    this.#asked.clear();
    await Promise.all(
      asked.map(async (question) => {
        const rows = await readRows(db, question);
        if (rows.length <= MOST_ROWS) this.#tell(question, rows);
      }),
    );
    return this.#told.size > told;
  }

  #tell({ table, property, conditions }: Question, rows: readonly Stored[][]): void {
    const isKey = property === table.declaration.tieBreaker;
    [...conditions.keys()].forEach((key, place) => {
      const valuesWhere = (holds: boolean): string[] => {
        const those = rows.filter((row) => row[0] !== null && (Number(row[place + 1]) === 1) === holds);
        return [...new Set(those.map(([value]) => String(value)))];
      };
      this.#told.set(key, { matching: valuesWhere(true), others: isKey ? valuesWhere(false) : null });
    });
  }
}

const valueOf = (value: unknown): unknown =>
  typeof value === "function" ? (value as () => unknown)() : value;

const readRows = (db: Database, { table, property, alias, conditions }: Question): Promise<Stored[][]> =>
  runPlain(
    db,
    `${table.declaration.entity.name} by filter`,
    sql`SELECT ${join([table.column(alias, property), ...conditions.values()])} FROM ${table.name} ${raw(alias)} LIMIT ${raw(String(MOST_ROWS + 1))}`,
  );
