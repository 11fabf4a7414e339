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

/** The amount that one field adds. */
interface Share {
  path: string;
  amount: number;
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

const KINDS = ["cost", "fields", "rows", "statements", "values"] as const;

// A repeated fragment is outlined once, but each of its spreads is priced, so visits need a limit of their own.
const MAX_VISITS = 50_000;

const NOTHING = { fields: 0, rows: 0, statements: 0, values: 0, work: 0 };

interface Path {
  key: string;
  above: Path | null;
}

/** Prices an outlined operation. Throws TooManyFields after MAX_VISITS fields. */
export function priceOutline(root: Place, selection: Selection, rowsOf: RowsOf, ceilings: Amounts): Price {
  const pricing = new Pricing(selection, rowsOf, ceilings);
  pricing.add(null, { ...NOTHING, fields: root.width });
  pricing.place(root, { count: 1, distinct: true, around: [], rows: null }, null);
  return pricing.price;
}

class Pricing {
  readonly price: Price;
  readonly #costs: FieldCosts;
  readonly #values: ArgumentValues;
  #visits = 0;

  constructor(
    readonly selection: Selection,
    rowsOf: RowsOf,
    readonly ceilings: Amounts,
  ) {
    this.#costs = new FieldCosts(rowsOf);
    this.#values = new ArgumentValues(selection.variableValues, ceilings.values);
    const none = { path: "", amount: 0 };
    const largest = { cost: none, fields: none, rows: none, statements: none, values: none };
    this.price = { cost: 0, fields: 0, rows: 0, statements: 0, values: 0, exceeded: null, largest };
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
    if (values > 0) this.add(path, { ...NOTHING, values });
    if (this.price.exceeded !== null) return;
    if (!placed.below && placed.field.name.startsWith("__")) {
      const fields = introspectedFields(placed.field, placed.nodes, this.selection);
      this.add(path, { ...NOTHING, fields });
      return;
    }
    const args = node && argumentsOrNull(placed.field, node, this.selection.variableValues);
    if (!args) return;
    const { read, statements, work, ...found } = this.#costs.of(placed, args, objects);
    const fields = found.count * (placed.below?.width ?? 0);
    this.add(path, { fields, rows: read, statements, values: 0, work });
    if (placed.below && found.count > 0)
      this.place(placed.below, { ...found, around: [args, ...objects.around] }, path);
  }

  add(path: Path | null, { work, ...given }: Omit<Amounts, "cost"> & { work: number }): void {
    const { fields, rows, statements } = given;
    const cost = fields * UNITS.fields + rows * UNITS.rows + statements * UNITS.statements + work;
    const added: Amounts = { cost, ...given };
    const largest: Record<Kind, Share> = this.price.largest;
    for (const kind of KINDS) {
      this.price[kind] += added[kind];
      if (path && added[kind] > largest[kind].amount)
        largest[kind] = { path: pathOf(path), amount: added[kind] };
      if (this.price[kind] > this.ceilings[kind]) this.price.exceeded ??= kind;
    }
  }
}

const pathOf = ({ key, above }: Path): string => (above ? `${pathOf(above)}.${key}` : key);
