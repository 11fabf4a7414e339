import { getOrMake } from "../../../collections.js";
import { COUNTRY, provinceOf, regencyOf } from "../../regions/region-code.rules.js";
import type { ComplianceCell, Grouping } from "./compliance-cell.entity.js";

/** What a return adds to its cells; null for what is not known. */
export interface CountedReturn {
  regionCode: string;
  sector: string | null;
  size: string | null;
  workers: number | null;
  due: number | null;
  paid: number | null;
  arrears: number | null;
}

/** The cells of a return: one in each grouping. */
function placesOf({ regionCode, sector, size }: CountedReturn): [Grouping, string, string][] {
  const province = provinceOf(regionCode) ?? COUNTRY;
  return [
    ["COUNTRY", COUNTRY, ""],
    ["PROVINCE", province, ""],
    ["REGENCY", regencyOf(regionCode), ""],
    ["SECTOR", province, sector ?? ""],
    ["SIZE", province, size ?? ""],
  ];
}

/** A sum, of which the two largest parts are known. */
class Sum {
  total = 0;
  parts = 0;
  #first = 0;
  #second = 0;

  add(value: number | null): void {
    if (value === null || value <= 0) return;
    this.total += value;
    this.parts += 1;
    if (value > this.#first) [this.#first, this.#second] = [value, this.#first];
    else if (value > this.#second) this.#second = value;
  }

  get ofTwo(): number {
    return this.#first + this.#second;
  }
}

class Totals {
  employers = 0;
  paid = 0;
  readonly workers = new Sum();
  readonly due = new Sum();
  readonly arrears = new Sum();

  add({ workers, due, paid, arrears }: CountedReturn): void {
    this.employers += 1;
    this.workers.add(workers);
    this.arrears.add(arrears);
    if (due === null || paid === null) return;
    this.due.add(due);
    this.paid += paid;
  }
}

/** The cells of one month. Returns are added one by one, since there may be a hundred thousand. */
export class MonthTotals {
  readonly #cells = new Map<string, { key: [Grouping, string, string]; totals: Totals }>();

  constructor(readonly month: string) {}

  add(counted: CountedReturn): void {
    for (const key of placesOf(counted))
      getOrMake(this.#cells, key.join("\u0000"), () => ({ key, totals: new Totals() })).totals.add(counted);
  }

  cells(): ComplianceCell[] {
    return [...this.#cells.values()].map(({ key: [grouping, regionCode, category], totals }) => ({
      month: this.month,
      grouping,
      regionCode,
      category,
      employers: totals.employers,
      debtors: totals.arrears.parts,
      workers: totals.workers.total,
      workersOfTwo: totals.workers.ofTwo,
      due: totals.due.total,
      dueOfTwo: totals.due.ofTwo,
      paid: totals.paid,
      arrears: totals.arrears.total,
      arrearsOfTwo: totals.arrears.ofTwo,
    }));
  }
}
