import { ArgumentValues } from "../plan/argument-values.js";
import type { Selection } from "../plan/plan-cache.js";
import { FieldCosts, type Objects } from "./field-cost.js";
import type { RowsOf } from "../declare/field-price.js";
import { argumentsOrNull } from "../plan/arguments.js";
import { introspectedFields } from "./introspection.js";
import { TooManyFields, type Place, type PlacedField } from "./outline.js";

/** Upper bounds on the resources that an operation needs. */
export interface Amounts {
  /** The total cost, in tenths of a millisecond. */
  cost: number;
  /** Fields of the answer. */
  fields: number;
  /** Rows that are read from the database. */
  rows: number;
  statements: number;
  /** Values in the arguments of all fields. */
  values: number;
}

export type Kind = keyof Amounts;

interface Path {
  key: string;
  above: Path | null;
}

/** The amount that one field adds. */
class Share {
  amount = 0;
  at: Path | null = null;

  /** The response keys that lead to the field. */
  get path(): string {
    return this.at ? pathOf(this.at) : "";
  }
}

/** The price of an operation. If it exceeds a ceiling, the fields after the one that exceeds it are not included. */
export interface Price extends Amounts {
  /** The ceiling that it exceeds; null when it exceeds none. */
  exceeded: Kind | null;
  /** The field that adds most to each amount. */
  largest: Readonly<Record<Kind, Share>>;
}

// Tenths of a millisecond for each field, row and statement, measured on both engines with a million observations.
const UNITS = { fields: 0.02, rows: 0.05, statements: 5 };

/** The cost of an operation that has read some rows: of those that it might have read, fewer may exist. */
export function actualCost({ cost, fields, rows }: Price, rowsRead: number): number {
  const missing = rows <= 0 ? 0 : Math.max(0, 1 - rowsRead / rows);
  return Math.max(0, cost - missing * (UNITS.fields * fields + UNITS.rows * rows));
}

// A repeated fragment is outlined once, but each of its spreads is priced, so visits need a limit of their own.
const MAX_VISITS = 50_000;

/** What a field adds: all amounts but the cost, which follows from them and from other work. */
type Added = Omit<Amounts, "cost"> & { work: number };

/** Prices an outlined operation. Throws TooManyFields after MAX_VISITS fields. */
export function priceOutline(root: Place, selection: Selection, rowsOf: RowsOf, ceilings: Amounts): Price {
  const pricing = new Pricing(selection, rowsOf, ceilings);
  pricing.add(null, { fields: root.width, rows: 0, statements: 0, values: 0, work: 0 });
  pricing.place(root, { count: 1, distinct: true, around: [], rows: null }, null);
  return pricing.price;
}

class Pricing {
  readonly price: Price;
  readonly #costs: FieldCosts;
  readonly #values: ArgumentValues;
  readonly #largest: Readonly<Record<Kind, Share>> = {
    cost: new Share(),
    fields: new Share(),
    rows: new Share(),
    statements: new Share(),
    values: new Share(),
  };
  #visits = 0;

  constructor(
    readonly selection: Selection,
    rowsOf: RowsOf,
    readonly ceilings: Amounts,
  ) {
    this.#costs = new FieldCosts(rowsOf);
    this.#values = new ArgumentValues(selection.variableValues, ceilings.values);
    this.price = {
      cost: 0,
      fields: 0,
      rows: 0,
      statements: 0,
      values: 0,
      exceeded: null,
      largest: this.#largest,
    };
  }

  place({ fields }: Place, objects: Objects, above: Path | null): void {
    for (const placed of fields) {
      if (this.price.exceeded !== null) return;
      if (++this.#visits > MAX_VISITS) throw new TooManyFields();
      this.#field(placed, objects, { key: placed.key, above });
    }
  }

  #field(placed: PlacedField, objects: Objects, path: Path): void {
    const [node] = placed.nodes;
    const values = this.#values.of(node?.arguments);
    // Too many values are rejected before they are coerced to arguments.
    if (values > 0) this.add(path, { fields: 0, rows: 0, statements: 0, values, work: 0 });
    if (this.price.exceeded !== null) return;
    if (!placed.below && placed.field.name.startsWith("__")) {
      const fields = introspectedFields(placed.field, placed.nodes, this.selection);
      this.add(path, { fields, rows: 0, statements: 0, values: 0, work: 0 });
      return;
    }
    const args = node && argumentsOrNull(placed.field, node, this.selection.variableValues);
    if (!args) return;
    const { count, distinct, rows, read, statements, work } = this.#costs.of(placed, args, objects);
    this.add(path, {
      fields: count * (placed.below?.width ?? 0),
      rows: read,
      statements,
      values: 0,
      work,
    });
    if (placed.below && count > 0)
      this.place(placed.below, { count, distinct, rows, around: [args, ...objects.around] }, path);
  }

  // Written out, since copies of objects would double the time of pricing an operation.
  add(path: Path | null, { fields, rows, statements, values, work }: Added): void {
    this.#add("cost", fields * UNITS.fields + rows * UNITS.rows + statements * UNITS.statements + work, path);
    this.#add("fields", fields, path);
    this.#add("rows", rows, path);
    this.#add("statements", statements, path);
    this.#add("values", values, path);
  }

  #add(kind: Kind, amount: number, path: Path | null): void {
    if (amount === 0) return;
    this.price[kind] += amount;
    const share = this.#largest[kind];
    if (path && amount > share.amount) {
      share.amount = amount;
      share.at = path;
    }
    if (this.price[kind] > this.ceilings[kind]) this.price.exceeded ??= kind;
  }
}

const pathOf = ({ key, above }: Path): string => (above ? `${pathOf(above)}.${key}` : key);
