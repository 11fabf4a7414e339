/** What a file may at most hold; every limit is a number so that callers can lower it. */
export const LIMITS = {
  /** Entries of an archive, sheets of a workbook: a package has a few tables, a workbook some dozen parts. */
  entries: 1_000,
  /** Bytes of one file or entry: ten million rows of 15 columns stay below. */
  entryBytes: 2 * 1024 ** 3,
  /** Bytes unpacked from one archive in all: entries that share their packed bytes add up. */
  totalBytes: 4 * 1024 ** 3,
  /** Unpacked by packed bytes: tables pack up to some 50 to 1, bombs up to 1,000 to 1. */
  ratio: 200,
  /** Unpacked bytes from which the ratio counts: small files of repeated text are harmless. */
  ratioFromBytes: 16 * 1024 ** 2,
  /** Bytes of datapackage.json, which is held whole. */
  descriptorBytes: 4 * 1024 ** 2,
  /** Nesting of datapackage.json: a table schema needs some eight levels, and readers of it recurse. */
  descriptorDepth: 32,
  /** Resources of a package: each is opened and hashed before any row is read. */
  resources: 200,
  /** Columns of a table: each row builds an object of so many keys. */
  columns: 1_000,
  /** Bytes of a cell: no text of the dataset comes near, and reports quote cells. */
  cellBytes: 100_000,
  /** Bytes of a row with its quoted line breaks: an unclosed quote ends here. */
  rowBytes: 4 * 1024 ** 2,
  /** Memory for the shared texts of a workbook: they are looked up at random, so all are held. */
  sharedTextBytes: 128 * 1024 ** 2,
  /** Rows of a sheet: what Excel itself can hold. */
  sheetRows: 1_048_576,
  /** Cell formats of a workbook: what Excel itself can hold, rounded up. */
  cellFormats: 65_536,
  /** Bytes of XML without a tag or text in between: the parser holds so much. */
  xmlNodeBytes: 8 * 1024 ** 2,
  /** Nesting of XML: a sheet needs some ten levels, and the parser holds each. */
  xmlDepth: 64,
} as const;

/** What a file may at most hold, by the names of LIMITS. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;
