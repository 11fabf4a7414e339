import type { Source } from "./source.js";
import { unreadable } from "./unreadable-input.js";

// Office stores a workbook with a password in its older compound file format.
const COMPOUND_FILE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const ZIP = Buffer.from("PK\u0003\u0004", "latin1");

const SAVE_AS = "open it in a spreadsheet program and save it as .xlsx or .csv";

/** What a file's first bytes show it to be, whatever its name says. */
type TrueFormat = "html" | "xml" | "compound" | "zip" | "other";

function formatOf(start: Buffer): TrueFormat {
  if (start.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) return "compound";
  if (start.subarray(0, ZIP.length).equals(ZIP)) return "zip";
  const text = start.subarray(0, 2_000).toString("latin1").replaceAll("\0", "").trimStart();
  const plain = text.replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)\s*/, "").toLowerCase();
  if (plain.startsWith("<?xml")) return /<html|<table\b/.test(plain) ? "html" : "xml";
  return /^<(?:!doctype html|!--|html|head|meta|style|body|div|table|center)\b|^<!--/.test(plain)
    ? "html"
    : "other";
}

/** Throws UnreadableInput for a file that is something else than its name says, and tells what to do. */
export async function requireFormat(source: Source, extension: string): Promise<void> {
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of source.read()) {
    start = chunk;
    break;
  }
  const reason = reasonFor(formatOf(start), extension);
  if (reason !== null) throw unreadable({ file: source.file }, reason);
}

function reasonFor(format: TrueFormat, extension: string): string | null {
  const isWorkbook = extension === ".xlsx";
  if (format === "html") return `is an HTML page named ${extension}, as portals send them; ${SAVE_AS}`;
  if (format === "xml") return `is an XML spreadsheet named ${extension}; ${SAVE_AS}`;
  if (extension === ".xls" && format === "compound")
    return `is a workbook in the old format .xls; ${SAVE_AS}`;
  if (format === "compound")
    return isWorkbook
      ? "is protected by a password, or is in a format older than .xlsx"
      : `is a workbook of an old format named ${extension}; ${SAVE_AS}`;
  if (format === "zip")
    return isWorkbook
      ? null
      : `is a workbook or archive named ${extension}; name it .xlsx if it is a workbook, or .zip if it is a package`;
  return extension === ".xls" ? "is not a workbook but may be a text named .xls; name it .csv or .tsv" : null;
}
