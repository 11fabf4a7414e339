import type { Column } from "./columns.js";

/** An operation as a caller sends it. */
export interface Operation {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
}

/** One page to ask for. */
export interface PageRequest {
  first: number;
  after: string | null;
  counted: boolean;
}

/** A page as it was answered. */
export interface Page {
  rows: object[];
  /** Rows of the whole list; null when they were not counted. */
  total: number | null;
  /** Cursor of the last row when the list goes on. */
  next: string | null;
}

/** How an operation is exported: what to ask for each page, and what is in an answer. */
export interface ExportPlan {
  /** What the export is called: the operation's name, else its field's. */
  name: string;
  columns: Column[];
  /** How many rows the caller wants at most; null for all. */
  limit: number | null;
  /** Cursor that the caller starts after. */
  after: string | null;
  operation: (page: PageRequest) => Operation;
  read: (data: Record<string, unknown>) => Page;
}
