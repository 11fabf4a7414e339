import { groupBy } from "../../collections.js";
import type { Cells } from "../../package/column.js";
import { GroupedNumbers, type GroupedNumber } from "../../package/grouped-numbers.js";
import type { LoadContext } from "../../package/load-context.js";
import type { Doubt, Doubts } from "../../package/row-doubts.js";
import type { Scales } from "../../package/scale.js";
import { digestOf } from "../../package/seen-keys.js";
import { partialDate } from "../../time/partial-date.js";
import { remembered } from "../../time/remembered.js";
import { precisionOf } from "../../time/span.js";
import { INDICATORS } from "./indicator.package.js";
import { isRate } from "./observation-row.rules.js";
import { ScaleDoubts } from "./scale-doubts.js";

/** How many times its predecessor's a value must be to be doubted: a digit too many. */
const LEAP = 10;

const GROUP = ["source_id", "region_code", "category_code", "value_status"] as const;
const SERIES = ["indicator", "base", "counted_by", "programmes", "funding", "attributed_to"] as const;

// How much of a value its qualifier leaves certain: both ends, or the lower or upper one.
const SIDES: Readonly<Record<string, number>> = { EXACT: 0, APPROXIMATE: 0, AT_LEAST: 1, AT_MOST: 2 };
const [BOTH, LOWER, UPPER] = [0, 1, 2];

/**
 * Finds figures that are unlikely (semantics, "Import checks"): a rate above 1, a numerator above its denominator of the
 * same source, region, category and period, and a value ten or more times that of the period before in the same series.
 */
export class ObservationDoubts implements Doubts {
  readonly #numbers = new GroupedNumbers();
  readonly #codes: string[] = [];
  readonly #places = new Map<string, number>();

  readonly #scales: ScaleDoubts;

  constructor(readonly context: LoadContext) {
    this.#scales = new ScaleDoubts(context);
  }

  note(cells: Cells, line: number, scales: Scales): void {
    this.#scales.note(cells, line, scales);
  }

  add(cells: Cells, line: number): Doubt | null {
    const { indicator: code = "", value: text = "", qualifier = "" } = cells;
    const indicator = this.context.of(INDICATORS).get(code);
    const [value, side] = [Number(text), SIDES[qualifier]];
    if (!indicator || text === "" || side === undefined) return null;
    const { start, end, precision } = periodOf(`${cells.period_start ?? ""} ${cells.period_end ?? ""}`);
    const series = [...SERIES.map((column) => cells[column] ?? ""), precision];
    this.#numbers.add(GROUP.map((column) => cells[column] ?? "").join("\u0000"), {
      line,
      value,
      variant: digestOf(series.join("\u0000"))[0],
      start,
      end,
      kind: this.#placeOf(code),
      side,
    });
    return isRate(indicator) && value > 1 && side !== UPPER
      ? { line, column: "value", value: text, reason: "is a rate above 1" }
      : null;
  }

  *find(): Generator<Doubt> {
    yield* this.#scales.find();
    const parts = this.#parts();
    for (const group of this.#numbers.groups()) {
      for (const series of groupBy(group, ({ variant }) => variant).values()) yield* leaps(series);
      for (const one of groupBy(group, ({ start, end }) => start * 1e8 + end).values())
        yield* this.#partsAbove(one, parts);
    }
  }

  #placeOf(code: string): number {
    let place = this.#places.get(code);
    if (place === undefined) this.#places.set(code, (place = this.#codes.push(code) - 1));
    return place;
  }

  /** The denominators of each numerator, as rates state them. */
  #parts(): Map<number, Set<number>> {
    const parts = new Map<number, Set<number>>();
    for (const { numeratorCode, denominatorCode } of this.context.of(INDICATORS).values()) {
      const above = this.#places.get(numeratorCode ?? "");
      const below = this.#places.get(denominatorCode ?? "");
      if (above === undefined || below === undefined) continue;
      parts.set(above, (parts.get(above) ?? new Set()).add(below));
    }
    return parts;
  }

  *#partsAbove(
    numbers: readonly GroupedNumber[],
    parts: ReadonlyMap<number, ReadonlySet<number>>,
  ): Generator<Doubt> {
    if (numbers.length < 2) return;
    for (const above of numbers) {
      const denominators = parts.get(above.kind);
      if (!denominators || above.side === UPPER) continue;
      const below = numbers.find(
        ({ kind, side, value }) => denominators.has(kind) && side !== LOWER && value < above.value,
      );
      if (below)
        yield doubtOf(
          above,
          `is above ${this.#codes[below.kind] ?? ""}, ${below.value}, of line ${below.line}`,
        );
    }
  }
}

// Few periods repeat in many rows.
const periodOf = remembered((period) => {
  const [first = "", last = ""] = period.split(" ");
  const [start, end] = [partialDate(first)?.from ?? "", partialDate(last)?.until ?? ""];
  return { start: sortable(start), end: sortable(end), precision: precisionOf(start, end) };
});

const sortable = (day: string): number => Number(day.replaceAll("-", ""));

const doubtOf = ({ line, value }: GroupedNumber, reason: string): Doubt => ({
  line,
  column: "value",
  value: String(value),
  reason,
});

// Numbers of one series, each beside the last of an earlier period.
function* leaps(series: readonly GroupedNumber[]): Generator<Doubt> {
  if (series.length < 2) return;
  const byTime = series
    .filter(({ side }) => side === BOTH)
    .sort((one, other) => one.start - other.start || one.end - other.end);
  let [before, last]: [GroupedNumber | undefined, GroupedNumber | undefined] = [undefined, undefined];
  for (const number of byTime) {
    if (last && last.end < number.start) before = last;
    if (before && before.value > 0 && number.value >= LEAP * before.value)
      yield doubtOf(
        number,
        `is ${Math.floor(number.value / before.value)} times ${before.value} of line ${before.line}, the period before`,
      );
    last = number;
  }
}
