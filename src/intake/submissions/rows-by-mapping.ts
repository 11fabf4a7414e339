import { groupBy } from "../../collections.js";
import { badUserInput } from "../../errors.js";
import { describeFault } from "../../files/fault.js";
import type { Mapping } from "../../transfer/mapping/mapping.js";
import { readMapping } from "../../transfer/mapping/read-mapping.js";
import type { Caller } from "./caller.js";
import { mappedRows } from "./read-file.js";
import type { SubmissionTable, SubmittedTable } from "./submission.args.js";

/**
 * The rows of a file that is sent with its mapping, as objects, with the source that the mapping describes; others as they are.
 * Throws when the mapping cannot read all of it.
 */
export async function rowsByMapping(
  { dataSource, dataFolder }: Pick<Caller, "dataSource" | "dataFolder">,
  given: SubmittedTable,
): Promise<SubmittedTable[]> {
  const { table, csv, mapping: text } = given;
  if ((text ?? null) === null) return [given];
  if ((csv ?? null) === null || given.rows)
    throw badUserInput("A `mapping` is for rows that are given as `csv`.");
  const mapping = mappingOf(text ?? "");
  if (mapping.table !== table) throw badUserInput(`The mapping is for ${mapping.table}, not for ${table}.`);
  const file = { name: `${table}.csv`, bytes: Buffer.from(csv ?? "") };
  const { rows, unread } = await mappedRows(dataSource, dataFolder, file, mapping);
  const [first] = unread;
  if (first)
    throw badUserInput(
      `The mapping cannot read ${unread.length} cells or rows. The first: ${describeFault(first)}.`,
    );
  return [...groupBy(rows, (row) => row.table)].map(([name, own]) => ({
    table: name as SubmissionTable,
    rows: own.map(({ cells }) => cells),
  }));
}

function mappingOf(text: string): Mapping {
  try {
    return readMapping(text);
  } catch (error) {
    throw badUserInput((error as Error).message);
  }
}
