import { ArgumentValues } from "../plan/argument-values.js";
import type { Selection } from "../plan/plan-cache.js";
import { FieldCosts, type Objects } from "./field-cost.js";
import { argumentsOrNull, type RowsOf } from "../declare/field-price.js";
import { introspectedFields } from "./introspection.js";
import { TooManyFields, type Place, type PlacedField } from "./outline.js";

/** What an operation asks of the server, at most. */
export interface Amounts {
  /** All of it together, in tenths of a millisecond. */
  cost: number;
  /** Fields of the answer. */
  fields: number;
  /** Rows that are read from the database. */
  rows: number;
  statements: number;
  /** Values that arguments of fields hold, before anything is made of them. */
  values: number;
}

export type Kind = keyof Amounts;

/** What one field adds to an amount. */
interface Share {
  path: string;
  amount: number;
}

/** The price of an operation; of one that is too dear, up to the field that goes too far. */
export interface Price extends Amounts {
  /** The ceiling that it passes. */
  passes: Kind | null;
  /** The field that adds most to each amount. */
  dearest: Readonly<Record<Kind, Share>>;
}

// Measured on both engines, with a million observations.
const UNITS = { fields: 0.02, rows: 0.05, statements: 5 };

const KINDS = ["cost", "fields", "rows", "statements", "values"] as const;

// What fragments repeat is outlined once, but priced wherever it stands.
const MAX_VISITS = 50_000;

const NOTHING = { fields: 0, rows: 0, statements: 0, values: 0, work: 0 };

interface Path {
  key: string;
  above: Path | null;
}

/** Prices an outlined operation. Throws TooManyFields for one that expands without end. */
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
    const dearest = { cost: none, fields: none, rows: none, statements: none, values: none };
    this.price = { cost: 0, fields: 0, rows: 0, statements: 0, values: 0, passes: null, dearest };
  }

  place({ fields }: Place, objects: Objects, above: Path | null): void {
    for (const placed of fields) {
      if (this.price.passes !== null) return;
      if (++this.#visits > MAX_VISITS) throw new TooManyFields();
      this.#field(placed, objects, { key: placed.key, above });
    }
  }

  #field(placed: PlacedField, objects: Objects, path: Path): void {
    const [node] = placed.nodes;
    const values = this.#values.of(node?.arguments);
    // What is too much is not even made arguments of.
    if (values > 0) this.add(path, { ...NOTHING, values });
    if (this.price.passes !== null) return;
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
    const dearest: Record<Kind, Share> = this.price.dearest;
    for (const kind of KINDS) {
      this.price[kind] += added[kind];
      if (path && added[kind] > dearest[kind].amount)
        dearest[kind] = { path: pathOf(path), amount: added[kind] };
      if (this.price[kind] > this.ceilings[kind]) this.price.passes ??= kind;
    }
  }
}

const pathOf = ({ key, above }: Path): string => (above ? `${pathOf(above)}.${key}` : key);
