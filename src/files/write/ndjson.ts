import type { FileParts } from "./cells.js";

/** Streams objects as JSON, one per line. */
export async function* ndjsonFile(batches: AsyncIterable<readonly object[]>): FileParts {
  for await (const rows of batches) yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
