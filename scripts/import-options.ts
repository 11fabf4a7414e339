import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readMapping } from "../src/transfer/mapping/read-mapping.js";
import type { ImportSource } from "../src/transfer/mapping/open-import.js";

/** What the command prints when asked, and after wrong usage. */
export const USAGE = `npm run import -- <package, file or https://…> [options]
npm run import -- <file> --propose
npm run import -- --undo [LOAD]
npm run import -- --log

Loads a data package (a folder or .zip with datapackage.json) or a single .csv, .tsv, .ndjson or .xlsx file, from the web
too: a file there that has not changed since it was loaded so is not loaded again. For a file with columns of its own it
takes the kept mapping that was made for files of this kind.

  --propose          propose a mapping from what the file says, ask what is unsure, and keep it for such files
  --answer ID=TEXT   the answer to a question of --propose; as often as there are questions
  --period TEXT      the period of the figures, where the file does not state it: 2025, Juni 2025, TW II 2025
  --preview          show the rows as they would be stored, what is left out, totals and doubts; write nothing
  --table NAME       the table that a single file holds (default: that of its mapping, or the file's name)
  --map FILE         a mapping: which column of the file is which field (schema/mapping.schema.json)
  --sheet NAME       the sheet of a workbook (default: the first that is not hidden)
  --delimiter CHAR   the character between the cells of a text (default: found in the header)
  --source-id ID     the source of all rows for which the file names none
  --complete         the file is all that its sources say in its table: what it lacks is superseded
  --allow-private    download from private addresses and by plain HTTP, too
  --history          record when rows were learnt and dropped, of packages exported with --history
  --dry-run          check everything and write nothing
  --skip-invalid     load the valid rows and say how many were left out
  --report FILE      write every fault and warning into a .csv or .json file; an .xlsx file is the imported one with
                     faulty cells coloured and the reasons as comments
  --undo [LOAD]      take back what a load has changed (default: the last), as a load of its own
  --log              list the latest loads with their numbers
  --help             print this

Exit status: 0 loaded (or checked), 1 refused or nothing to load, 2 wrong usage, 3 questions are open.`;

/** What an import is told. */
export interface Options extends ImportSource {
  path: string;
  complete: boolean;
  history: boolean;
  dryRun: boolean;
  skipInvalid: boolean;
  report: string | undefined;
  preview: boolean;
  allowPrivate: boolean;
  answers: Readonly<Record<string, string>>;
}

/** What the command line asks for. */
export type Command =
  | { name: "help" }
  | { name: "log" }
  | { name: "undo"; load: number | undefined }
  | { name: "propose"; options: Options; out: string | undefined }
  | { name: "load"; options: Options };

/** The error for a command line that cannot be meant. */
export class UsageError extends Error {}

/** Reads the command line. Throws UsageError. */
export async function readCommand(): Promise<Command> {
  const { values, positionals } = parse();
  const { help, log, undo } = values;
  if (help) return { name: "help" };
  const [path, ...more] = positionals;
  if (undo) {
    if (more.length > 0 || (path !== undefined && !/^[1-9]\d{0,8}$/.test(path)))
      throw new UsageError("--undo takes the number of one load; --log lists them.");
    return { name: "undo", load: path === undefined ? undefined : Number(path) };
  }
  if (log) return { name: "log" };
  if (path === undefined || more.length > 0) throw new UsageError("Name exactly one package or file.");
  if (values.propose) {
    const { map: out, ...rest } = values;
    return { name: "propose", options: await optionsOf(path, rest), out };
  }
  return { name: "load", options: await optionsOf(path, values) };
}

function answersOf({ answer, period }: ReturnType<typeof parse>["values"]): Record<string, string> {
  const answers = (answer ?? []).map((text) => {
    const [, id, value] = /^([\w-]+)=(.*)$/s.exec(text) ?? [];
    if (id === undefined || value === undefined)
      throw new UsageError(`--answer takes ID=TEXT, not "${text}".`);
    return [id, value] as const;
  });
  return { ...Object.fromEntries(answers), ...(period === undefined ? {} : { period }) };
}

async function optionsOf(path: string, values: ReturnType<typeof parse>["values"]): Promise<Options> {
  const { table, sheet, delimiter, map, complete, "source-id": sourceId } = values;
  if (complete && values["skip-invalid"])
    throw new UsageError("--complete cannot be told with --skip-invalid: what is left out is not gone.");
  if (/\.xlsx$/i.test(values.report ?? "") && !/\.(?:xlsx|csv|tsv|txt)$/i.test(path))
    throw new UsageError("--report FILE.xlsx is for a workbook or a text with columns.");
  return {
    path,
    complete,
    history: values.history,
    dryRun: values["dry-run"],
    skipInvalid: values["skip-invalid"],
    report: values.report,
    preview: values.preview,
    allowPrivate: values["allow-private"],
    answers: answersOf(values),
    ...(table === undefined ? {} : { table }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === "\\t" ? "\t" : delimiter }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(map === undefined ? {} : { mapping: readMapping(await readMap(map)) }),
  };
}

function parse() {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...{ table: text, map: text, sheet: text, delimiter: text, "source-id": text, report: text },
        ...{ period: text, answer: { ...text, multiple: true }, propose: flag, preview: flag },
        ...{ "dry-run": flag, "skip-invalid": flag, complete: flag, history: flag, "allow-private": flag },
        ...{ undo: flag, log: flag, help: { ...flag, short: "h" } },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const readMap = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: unknown) => {
    throw new UsageError(`The mapping cannot be read: ${(error as Error).message}`);
  });
