import { describeFault, type Fault } from "../src/files/fault.js";
import type { OpenedImport } from "../src/transfer/mapping/open-import.js";
import { WorkbookReport } from "../src/transfer/load/workbook-report.js";
import { FaultReport } from "../src/transfer/load/fault-report.js";

const SHOWN = 20;
const LINES_SHOWN = 8;
const GROUPS_HELD = 1_000;

/** Faults of one kind in one column. */
interface Group {
  first: Fault;
  count: number;
  lines: number[];
  values: Set<string>;
}

/** Faults by their kind, in the order of the first of each. */
class FaultGroups {
  count = 0;
  readonly #groups = new Map<string, Group>();
  #furtherKinds = 0;

  add(fault: Fault): void {
    this.count += 1;
    const { file, sheet, column, code, reason, line, value } = fault;
    const key = [file, sheet, column, code, reason].join("\u0000");
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size >= GROUPS_HELD) this.#furtherKinds += 1;
      else this.#groups.set(key, (group = { first: fault, count: 0, lines: [], values: new Set() }));
    }
    if (!group) return;
    group.count += 1;
    if (line !== null && group.lines.length < LINES_SHOWN) group.lines.push(line);
    if (value !== null && group.values.size < LINES_SHOWN) group.values.add(value);
  }

  *lines(name: string): Generator<string> {
    const groups = [...this.#groups.values()];
    for (const group of groups.slice(0, SHOWN)) yield described(group);
    const kinds = groups.length - SHOWN + this.#furtherKinds;
    if (kinds > 0) yield `… and ${kinds} more kinds of ${name}; --report FILE writes all of them.`;
  }
}

function described({ first, count, lines, values }: Group): string {
  const hint = first.hint == null ? "" : `. ${first.hint}`;
  const line = `${first.code.padEnd(10)} ${describeFault(first)}${hint}`;
  if (count === 1) return line;
  const more = count > lines.length ? ", …" : "";
  const others = [...values].slice(1, 4).map((value) => `"${value.slice(0, 40)}"`);
  const also = others.length === 0 ? "" : `; also ${others.join(", ")}${values.size > 4 ? ", …" : ""}`;
  return `${line} (${count} times: lines ${lines.join(", ")}${more}${also})`;
}

/** Prints faults and warnings, equal ones together; the report file has each of them. */
export class Faults {
  readonly #faults = new FaultGroups();
  readonly #warnings = new FaultGroups();
  readonly #report: FaultReport | WorkbookReport | null;

  /** `report` is the file that gets all of them, and `file` the one that is imported. */
  constructor(report: string | undefined, file: string) {
    const isWorkbook = report?.toLowerCase().endsWith(".xlsx") ?? false;
    this.#report =
      report === undefined ? null : isWorkbook ? new WorkbookReport(report, file) : new FaultReport(report);
  }

  /** Tells the report where the columns of the file are. */
  opened({ origin }: Pick<OpenedImport, "origin">): void {
    if (this.#report instanceof WorkbookReport) this.#report.origin = origin;
  }

  get count(): number {
    return this.#faults.count;
  }

  get warningCount(): number {
    return this.#warnings.count;
  }

  readonly add = (fault: Fault): void => {
    this.#faults.add(fault);
    this.#report?.add(fault);
  };

  readonly addWarning = (warning: Fault): void => {
    this.#warnings.add(warning);
    this.#report?.add(warning);
  };

  async show(): Promise<void> {
    for (const line of [...this.#faults.lines("faults"), ...this.#warnings.lines("warnings")])
      console.error(line);
    await this.#report?.close();
  }
}
