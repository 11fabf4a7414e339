import { run, sql, type Database } from "../database/statement.js";
import { digest } from "./digest.js";
import { SeenKeys } from "./seen-keys.js";

/** What rows of one table need to know of rows before them. */
export class LoadContext {
  readonly segments = new Map<string, { segment: unknown; vulnerable: unknown }>();
  readonly units = new Map<string, unknown>();
  readonly #seen = new SeenKeys();
  readonly #repeated = new Map<string, number>();

  constructor(readonly dataset: string) {}

  /** The key of a row that has none but what it states; statements that repeat are told apart by their order. */
  slugOf(identity: readonly string[]): string {
    return digest([...identity, this.ordinal(identity.join("\u0000"))]);
  }

  /** Takes over what is stored of categories and indicators that a package may refer to. */
  async readStored(db: Database): Promise<void> {
    const categories = await run<{ code: string; segment: string; vulnerable: number }>(
      db,
      "transfer.storedCategories",
      sql`SELECT t.code AS \`code\`, t.segment AS \`segment\`, t.vulnerable AS \`vulnerable\` FROM cohort_categories t`,
    );
    for (const { code, segment, vulnerable } of categories) {
      this.segments.set(code, { segment, vulnerable: vulnerable === 1 });
    }
    const indicators = await run<{ code: string; unit: string }>(
      db,
      "transfer.storedIndicators",
      sql`SELECT t.code AS \`code\`, t.unit AS \`unit\` FROM indicators t`,
    );
    for (const { code, unit } of indicators) this.units.set(code, unit);
  }

  /** How often the key has been asked for before: tells repeated statements of one source apart. */
  ordinal(key: string): number {
    if (this.#seen.add(key, 1) === null) return 0;
    const ordinal = (this.#repeated.get(key) ?? 0) + 1;
    this.#repeated.set(key, ordinal);
    return ordinal;
  }
}
