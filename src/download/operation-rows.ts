import { queryTooLarge } from "../errors.js";
import type { ExportPlan, Operation, Page, PageRequest } from "./operation.js";

/** Rows per page. A page that would read too many rows is read again in smaller pages, down to SMALLEST_PAGE. */
const PAGE = 500;
const SMALLEST_PAGE = 20;

/** An operation that was refused because it would read more rows than one operation may. */
export class ReadsTooMuch extends Error {
  override name = "ReadsTooMuch";

  constructor(readonly refusal: Error) {
    super(refusal.message);
  }
}

/** Runs an operation and returns its data; throws ReadsTooMuch, or any other error with which it was refused. */
export type Ask = (operation: Operation) => Promise<Record<string, unknown>>;

/**
 * The rows of an export, page by page: the next page is read only when it is iterated to. Throws QUERY_TOO_LARGE before
 * the first page when there are more than `maxRows` rows.
 */
export async function* operationRows(plan: ExportPlan, ask: Ask, maxRows: number): AsyncGenerator<object[]> {
  let size = PAGE;
  const pageOf = async (request: PageRequest): Promise<Page> => {
    for (;;) {
      const first = Math.min(request.first, size);
      try {
        return plan.read(await ask(plan.operation({ ...request, first })));
      } catch (error) {
        if (!(error instanceof ReadsTooMuch)) throw error;
        if (first <= SMALLEST_PAGE) throw error.refusal;
        size = Math.max(SMALLEST_PAGE, Math.floor(first / 5));
      }
    }
  };
  let left = plan.limit ?? Infinity;
  let page = await pageOf({ first: left, after: plan.after, counted: true });
  checkSize(Math.min(left, page.total ?? page.rows.length), maxRows);
  for (let written = 0; ;) {
    written += page.rows.length;
    left -= page.rows.length;
    // Rows may have been added since they were counted.
    checkSize(written, maxRows);
    yield page.rows;
    if (page.next === null || left <= 0) return;
    page = await pageOf({ first: left, after: page.next, counted: false });
  }
}

function checkSize(rows: number, maxRows: number): void {
  if (rows > maxRows) {
    throw queryTooLarge(
      `The export would have ${rows} rows; this server exports at most ${maxRows} at a time. Filter more, or export in parts with \`first\` (number of rows) and \`after\` (cursor of the last row before them).`,
    );
  }
}
