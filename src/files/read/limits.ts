/** Limits on the content of a file; callers may override each of them. */
export const LIMITS = {
  /** Entries of an archive, sheets of a workbook: a package has a few tables, a workbook some dozen parts. */
  entries: 1_000,
  /** Bytes of one file or entry: ten million rows of 15 columns fit. */
  entryBytes: 2 * 1024 ** 3,
  /** Bytes unpacked from one archive in total, since entries may share their packed bytes. */
  totalBytes: 4 * 1024 ** 3,
  /** Unpacked bytes divided by packed bytes: tables reach some 50, zip bombs 1,000. */
  ratio: 200,
  /** Unpacked bytes above which the ratio applies: small files of repeated text are harmless. */
  ratioFromBytes: 16 * 1024 ** 2,
  /** Bytes of datapackage.json, which is read into memory as a whole. */
  descriptorBytes: 4 * 1024 ** 2,
  /** Nesting of datapackage.json: a table schema needs some eight levels, and its readers are recursive. */
  descriptorDepth: 32,
  /** Resources of a package: each is opened and hashed before any row is read. */
  resources: 200,
  /** Columns of a table: each row becomes an object with as many keys. */
  columns: 1_000,
  /** Bytes of a cell: no text in `data/` comes near, and reports quote whole cells. */
  cellBytes: 100_000,
  /** Bytes of a row with its quoted line breaks, so that an unclosed quote does not take in the whole file. */
  rowBytes: 4 * 1024 ** 2,
  /** Bytes of memory for the shared texts of a workbook, which cells refer to in any order. */
  sharedTextBytes: 128 * 1024 ** 2,
  /** Rows of a sheet: Excel's own limit. */
  sheetRows: 1_048_576,
  /** Cell formats of a workbook: Excel's own limit, rounded up. */
  cellFormats: 65_536,
  /** Bytes of XML between two tags, which the parser may buffer. */
  xmlNodeBytes: 8 * 1024 ** 2,
  /** Nesting of XML: a sheet needs some ten levels, and the parser keeps every open one. */
  xmlDepth: 64,
} as const;

/** Limits by the names of LIMITS. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;
