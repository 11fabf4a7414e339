import type { Column } from "./columns.js";

/** An operation as a caller sends it. */
export interface Operation {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
}

/** The page to read next. */
export interface PageRequest {
  first: number;
  after: string | null;
  counted: boolean;
}

/** A page as it was read. */
export interface Page {
  rows: object[];
  /** Rows of the whole list; null when they were not counted. */
  total: number | null;
  /** Cursor of the last row; null on the last page. */
  next: string | null;
}

/** How an operation is exported: the operation that reads a page, and how to read its answer. */
export interface ExportPlan {
  /** The operation's name; that of its root field when it has none. */
  name: string;
  columns: Column[];
  /** Maximum number of rows that the caller asks for; null for all. */
  limit: number | null;
  /** Cursor after which the caller starts; null for the first row. */
  after: string | null;
  operation: (page: PageRequest) => Operation;
  read: (data: Record<string, unknown>) => Page;
}
