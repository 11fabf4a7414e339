import type { Cells } from "../../package/column.js";
import type { LoadContext } from "../../package/load-context.js";
import type { Doubt } from "../../package/row-doubts.js";
import type { Scales } from "../../package/scale.js";
import { getOrMake } from "../../collections.js";
import { INDICATORS } from "./indicator.package.js";
import { HIGHEST_RATE } from "./observation-row.rules.js";

interface RateNumbers {
  /** Rates of which nobody says whether they are percents. */
  bare: { line: number; value: string }[];
  /** A line that shows that the file has percents, and why. */
  percents: { line: number; why: string } | null;
  /** The first rate that the mapping reads as a percent, and whether all of them are below 1 %. */
  asPercent: { line: number; value: string; areSmall: boolean } | null;
}

const ONE_PERCENT = 0.01;

/** Finds percents that may have been scaled twice or never: in a foreign file, 44 may be 44 % and 0.44 may be 0.44 %. */
export class ScaleDoubts {
  readonly #rates = new Map<string, RateNumbers>();
  readonly #doubts: Doubt[] = [];

  constructor(readonly context: LoadContext) {}

  note(cells: Cells, line: number, { value: scale }: Scales): void {
    const { indicator: code = "", value = "", note = "" } = cells;
    const unit = this.context.of(INDICATORS).get(code)?.unit;
    if (scale === undefined || unit === undefined || Number(value) === 0) return;
    if (unit !== "FRACTION") {
      if (scale === "PERCENT" || scale === "AS_PERCENT")
        this.#doubts.push({
          line,
          column: "value",
          value,
          reason: `is read from a percentage, but ${code} is in ${unit}`,
          hint: "Name the indicator that is a rate, or leave out the unit PERCENT.",
          isFault: true,
        });
      return;
    }
    const rates = getOrMake(this.#rates, code, () => ({ bare: [], percents: null, asPercent: null }));
    if (scale === "PERCENT") rates.percents ??= { line, why: "says percent" };
    else if (scale === "AS_PERCENT") {
      rates.asPercent ??= { line, value, areSmall: true };
      rates.asPercent.areSmall &&= Number(value) <= ONE_PERCENT;
    } else if (scale === "BARE") {
      if (Number(value) <= HIGHEST_RATE) rates.bare.push({ line, value });
      else if (note === "") rates.percents ??= { line, why: "can only be a percent" };
    }
  }

  *find(): Generator<Doubt> {
    yield* this.#doubts;
    for (const [code, { bare, percents, asPercent }] of this.#rates) {
      if (percents)
        for (const { line, value } of bare)
          yield {
            line,
            column: "value",
            value,
            reason: `may be a fraction or a percent: it states no unit, and line ${percents.line} ${percents.why}`,
            hint: 'Let the mapping say "unit": "PERCENT" if such cells are percents, or "ONE" if they are fractions.',
            isFault: true,
          };
      if (asPercent?.areSmall)
        yield {
          line: asPercent.line,
          column: "value",
          value: asPercent.value,
          reason: `is at most 1 percent, as is every ${code} of the file that is read as percent: the file may have fractions already`,
        };
    }
  }
}
