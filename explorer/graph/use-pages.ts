import { useState } from "react";
import type { PageInfo } from "./answers.js";

/** A part of a list, and where it goes on. */
export interface Page<T> {
  totalCount: number;
  pageInfo: PageInfo;
  nodes: T[];
}

/** The rows of a list so far, how many there are in all, and how to load more; null when these are all. */
export interface Pages<T> {
  rows: T[];
  totalCount: number;
  loadMore: (() => void) | null;
}

/** A list of which the first page is there, and others are read after a cursor. */
export function usePages<T>(first: Page<T>, read: (after: string) => Promise<Page<T> | null>): Pages<T> {
  const [later, setLater] = useState<Page<T>[]>([]);
  const pages = [first, ...later];
  const { hasNextPage = false, endCursor = null } = pages.at(-1)?.pageInfo ?? {};
  const load = async (after: string): Promise<void> => {
    const page = await read(after);
    if (page) setLater([...later, page]);
  };
  return {
    rows: pages.flatMap(({ nodes }) => nodes),
    totalCount: first.totalCount,
    loadMore: hasNextPage && endCursor !== null ? () => void load(endCursor) : null,
  };
}
