import type { PageInfo, PageRequest } from "./connection.js";
import { toCursor } from "./cursor.js";
import type { OrderTerm } from "./order.js";

/** Rows read for a page, in reading direction, and whether the list goes on beyond them. */
export interface ReadRows {
  rows: object[];
  more: boolean;
}

/** A page as the graph shows it. Rows and count are read when a field that needs them is selected. */
export class ConnectionPage<T> {
  readonly #request: PageRequest;
  readonly #cursorOf: (row: object) => string;
  readonly #read: () => Promise<ReadRows>;
  readonly #count: () => Promise<number>;
  #page: Promise<ReadRows> | undefined;

  constructor(options: {
    request: PageRequest;
    entityName: string;
    terms: readonly OrderTerm[];
    read: () => Promise<ReadRows>;
    count: () => Promise<number>;
  }) {
    this.#request = options.request;
    this.#cursorOf = (row) => toCursor(options.entityName, options.terms, row);
    this.#read = options.read;
    this.#count = options.count;
  }

  get nodes(): Promise<T[]> {
    return this.#rows().then((rows) => rows as T[]);
  }

  get edges(): Promise<{ node: T; cursor: string }[]> {
    return this.#rows().then((rows) => rows.map((row) => ({ node: row as T, cursor: this.#cursorOf(row) })));
  }

  get pageInfo(): Promise<PageInfo> {
    return this.#info();
  }

  get totalCount(): Promise<number> {
    return this.#count();
  }

  async #info(): Promise<PageInfo> {
    const { more } = await this.#once();
    const rows = await this.#rows();
    const [first, last] = [rows[0], rows.at(-1)];
    const { backward, after, before } = this.#request;
    return {
      // Whoever names a cursor has seen its row, so the list goes on at that side.
      hasNextPage: backward ? before !== null : more,
      hasPreviousPage: backward ? more : after !== null,
      startCursor: first ? this.#cursorOf(first) : null,
      endCursor: last ? this.#cursorOf(last) : null,
    };
  }

  async #rows(): Promise<object[]> {
    const { rows } = await this.#once();
    return this.#request.backward ? rows.toReversed() : rows;
  }

  #once(): Promise<ReadRows> {
    return (this.#page ??= this.#read());
  }
}
