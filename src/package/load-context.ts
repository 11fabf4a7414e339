import type { Database } from "../database/statement.js";
import { digest } from "./digest.js";
import { Memories } from "./memories.js";
import { SeenKeys } from "./seen-keys.js";

/** Data from earlier rows that later rows of the same table need. */
export class LoadContext extends Memories {
  readonly #seen = new SeenKeys();
  readonly #repeated = new Map<string, number>();

  constructor(readonly dataset: string) {
    super();
  }

  /** The slug of a row without a key of its own: a digest of its identity and its ordinal. */
  slugOf(identity: readonly string[]): string {
    return digest([...identity, this.ordinal(identity.join("\u0000"))]);
  }

  /** The number of earlier calls with this key, which distinguishes repeated statements of one source. */
  ordinal(key: string): number {
    if (this.#seen.add(key, 1) === null) return 0;
    const ordinal = (this.#repeated.get(key) ?? 0) + 1;
    this.#repeated.set(key, ordinal);
    return ordinal;
  }
}

/** Fills the context with stored data that rows of a load may need. */
export type Recall = (db: Database, context: LoadContext) => Promise<void>;
