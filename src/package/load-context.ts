import type { Database } from "../database/statement.js";
import { digest } from "./digest.js";
import { Memories } from "./memories.js";
import { SeenKeys } from "./seen-keys.js";

/** The dataset of a load, and values that rows of one table need of earlier rows. */
export class LoadContext extends Memories {
  readonly #seen = new SeenKeys();
  readonly #repeated = new Map<string, number>();

  constructor(readonly dataset: string) {
    super();
  }

  /** The slug of a row without a key of its own: a digest of its identity and its place among rows of that identity. */
  slugOf(identity: readonly string[]): string {
    return digest([...identity, this.ordinal(identity.join("\u0000"))]);
  }

  /** The number of earlier calls with this key, which numbers repeated statements of one source. */
  ordinal(key: string): number {
    if (this.#seen.add(key, 1) === null) return 0;
    const ordinal = (this.#repeated.get(key) ?? 0) + 1;
    this.#repeated.set(key, ordinal);
    return ordinal;
  }
}

/** Reads stored rows that the rows of a load may need into its context. */
export type Recall = (db: Database, context: LoadContext) => Promise<void>;
