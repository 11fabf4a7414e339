/**
 * Where the size of a number comes from: its cell says percent; the mapping says that cells are percents; the cell or the
 * mapping states another unit; or nobody states one.
 */
export type Scale = "PERCENT" | "AS_PERCENT" | "STATED" | "BARE";

/** The scales of the numbers of a row, by column; a package's own tables need none. */
export type Scales = Readonly<Record<string, Scale>>;
