import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import type { Fault } from "../../files/fault.js";

const COLUMNS = ["file", "sheet", "line", "column", "value", "code", "reason", "hint"] as const;

/** Writes every fault of an import into a file: as JSON if its name ends in `.json`, otherwise as CSV. */
export class FaultReport {
  readonly #stream;
  readonly #isJson: boolean;
  #count = 0;

  constructor(path: string) {
    this.#isJson = path.toLowerCase().endsWith(".json");
    this.#stream = createWriteStream(path);
    this.#stream.write(this.#isJson ? "[" : stringify([[...COLUMNS]]));
  }

  add(fault: Fault): void {
    const values = COLUMNS.map((column) => fault[column] ?? null);
    const json = JSON.stringify(Object.fromEntries(COLUMNS.map((column, index) => [column, values[index]])));
    this.#stream.write(this.#isJson ? `${this.#count === 0 ? "\n" : ",\n"}${json}` : stringify([values]));
    this.#count += 1;
  }

  /** Completes the file. Rejects when it could not be written. */
  async close(): Promise<void> {
    this.#stream.end(this.#isJson ? "\n]\n" : "");
    await finished(this.#stream);
  }
}
