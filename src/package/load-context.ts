import type { Database } from "../database/statement.js";
import { digest } from "./digest.js";
import { Memories } from "./memories.js";
import { SeenKeys } from "./seen-keys.js";

/** What rows of one table need to know of rows before them. */
export class LoadContext extends Memories {
  readonly #seen = new SeenKeys();
  readonly #repeated = new Map<string, number>();

  constructor(readonly dataset: string) {
    super();
  }

  /** The key of a row that has none but what it states; statements that repeat are told apart by their order. */
  slugOf(identity: readonly string[]): string {
    return digest([...identity, this.ordinal(identity.join("\u0000"))]);
  }

  /** How often the key has been asked for before: tells repeated statements of one source apart. */
  ordinal(key: string): number {
    if (this.#seen.add(key, 1) === null) return 0;
    const ordinal = (this.#repeated.get(key) ?? 0) + 1;
    this.#repeated.set(key, ordinal);
    return ordinal;
  }
}

/** Takes over what is stored already and rows of a load may need. */
export type Recall = (db: Database, context: LoadContext) => Promise<void>;
