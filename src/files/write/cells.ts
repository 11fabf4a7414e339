/** A cell of an exported table. */
export type Cell = string | number | boolean | null;

/** Rows of a table in batches, so that a writer awaits each batch and not each row. */
export type RowBatches = AsyncIterable<readonly (readonly Cell[])[]>;

/** Bytes of a file, in parts. */
export type FileParts = AsyncGenerator<Uint8Array>;
