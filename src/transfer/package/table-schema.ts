import { isCalendarDate } from "../../time/day.js";
import type { Fault } from "../../files/fault.js";
import type { Resource } from "./descriptor.js";
import type { Row } from "./package.js";
import type { Cells } from "../../package/column.js";
import type { Question } from "../../package/package-table.js";
import { SeenKeys } from "../../package/seen-keys.js";

type Field = Resource["schema"]["fields"][number];
type CellFault = Pick<Fault, "code" | "reason">;

const NUMBER = /^-?\d+(\.\d+)?$/;
const INTEGER = /^-?\d+$/;

const TYPES: Record<Field["type"], { accepts: (cell: string) => boolean; expected: string }> = {
  string: { accepts: () => true, expected: "" },
  number: { accepts: (cell) => NUMBER.test(cell), expected: "a number with a point as decimal mark" },
  integer: { accepts: (cell) => INTEGER.test(cell), expected: "a whole number" },
  year: { accepts: (cell) => /^\d{4}$/.test(cell), expected: "a year" },
  boolean: { accepts: (cell) => cell === "true" || cell === "false", expected: "true or false" },
  date: { accepts: isCalendarDate, expected: "a calendar date as YYYY-MM-DD" },
};

/** Checks rows of one table against its schema, row by row, and keeps their keys to check references from later tables. */
export class TableCheck {
  readonly #fields: { name: string; check: (cell: string) => CellFault | null }[];
  readonly #unique: { columns: string[]; seen: SeenKeys }[];
  readonly #rows = new SeenKeys();
  readonly #questions = new SeenKeys();
  readonly #identities = new SeenKeys();
  /** Identities that several rows have, which only their remarks tell apart. */
  readonly repeated = new Set<string>();
  /** Values seen in each column that other tables refer to. */
  readonly keys = new Map<string, SeenKeys>();

  constructor(
    readonly resource: Resource,
    referredColumns: readonly string[],
    readonly remarks: readonly string[] = [],
    readonly questionOf?: (cells: Cells) => Question | null,
  ) {
    const { fields, primaryKey, uniqueKeys } = resource.schema;
    this.#fields = fields.map((field) => ({ name: field.name, check: cellCheck(field) }));
    this.#unique = [...(primaryKey ? [primaryKey] : []), ...uniqueKeys].map((columns) => ({
      columns,
      seen: new SeenKeys(),
    }));
    for (const column of referredColumns) this.keys.set(column, new SeenKeys());
  }

  /** The faults of a row: faulty cells, and keys or whole rows that repeat an earlier line. */
  check({ line, cells }: Row): Fault[] {
    const file = this.resource.path;
    const faults: Fault[] = [];
    for (const { name, check } of this.#fields) {
      const value = cells[name] ?? "";
      const fault = check(value);
      if (fault) faults.push({ file, line, column: name, value, ...fault });
    }
    for (const { columns, seen } of this.#unique) {
      // In Data Package v2, an empty cell in a key exempts the row from it.
      if (columns.some((column) => (cells[column] ?? "") === "")) continue;
      const key = columns.map((column) => cells[column] ?? "").join("\u0000");
      const first = seen.add(key, line);
      if (first !== null) {
        const value = columns.map((column) => cells[column] ?? "").join(", ");
        faults.push({
          file,
          line,
          column: columns.join(", "),
          value,
          code: "DUPLICATE",
          reason: `stands in line ${first} already`,
        });
      }
    }
    const earlier = this.#rows.add(this.#stated(cells), line);
    if (earlier !== null)
      faults.push({
        file,
        line,
        column: null,
        value: null,
        code: "DUPLICATE",
        reason: `repeats line ${earlier}`,
        ...(this.remarks.length === 0
          ? {}
          : { hint: `Rows that differ in nothing but ${this.remarks.join(", ")} repeat each other.` }),
      });
    else faults.push(...this.#otherAnswers({ line, cells }));
    return faults;
  }

  // Which of two answers were meant, and which of them a correction corrects, nobody could tell.
  #otherAnswers({ line, cells }: Row): Fault[] {
    const question = this.questionOf?.(cells);
    if (!question) return [];
    const first = this.#questions.add(question.key, line);
    if (this.#identities.add(question.identity, line) !== null) this.repeated.add(question.identity);
    if (first === null) return [];
    return [
      {
        file: this.resource.path,
        line,
        column: question.column,
        value: cells[question.column] ?? "",
        code: "DUPLICATE",
        reason: `contradicts line ${first}: the two rows answer the same question differently`,
        hint: `Correct one of them, or fill a column that tells them apart: ${question.apart.join(", ")}.`,
      },
    ];
  }

  // The row without its remarks.
  #stated(cells: Row["cells"]): string {
    let stated = "";
    for (const column in cells) if (!this.remarks.includes(column)) stated += `\u0000${cells[column] ?? ""}`;
    return stated;
  }

  /** Keeps the keys of a row, so that references to it can be checked. */
  remember({ line, cells }: Row): void {
    for (const [column, values] of this.keys) values.add(cells[column] ?? "", line);
  }
}

function cellCheck({ type, constraints = {} }: Field): (cell: string) => CellFault | null {
  const { required = false, enum: allowed, pattern, minimum, maximum } = constraints;
  const values = allowed && new Set(allowed.map(String));
  const expression = pattern === undefined ? null : new RegExp(`^(?:${pattern})$`, "u");
  const { accepts, expected } = TYPES[type];
  const constraint = (reason: string): CellFault => ({ code: "CONSTRAINT", reason });
  return (cell) => {
    if (cell === "") return required ? { code: "REQUIRED", reason: "is empty, but must not be" } : null;
    if (!accepts(cell)) return { code: "TYPE", reason: `is not ${expected}` };
    if (values && !values.has(cell)) return constraint(`must be one of ${[...values].join(", ")}`);
    if (expression && !expression.test(cell)) return constraint(`does not have the form ${pattern ?? ""}`);
    if (minimum !== undefined && Number(cell) < minimum) return constraint(`must be at least ${minimum}`);
    if (maximum !== undefined && Number(cell) > maximum) return constraint(`must be at most ${maximum}`);
    return null;
  };
}
