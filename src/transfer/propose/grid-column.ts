/** What a column of a file is, by its header and its cells. */
export type Role =
  | "region"
  | "code"
  | "number"
  | "year"
  | "month"
  | "period"
  | "unit"
  | "indicator"
  | "category"
  | "value"
  | "text";

/** A column of the table of a file. */
export interface GridColumn {
  place: number;
  /** As a spreadsheet calls it. */
  letter: string;
  /** Its name in the header, on one line; empty where it has none. */
  name: string;
  role: Role;
  /** The texts of its filled cells in rows with figures. */
  texts: readonly string[];
  /** The texts of all its cells in those rows. */
  cells: readonly string[];
}
