import type { Values } from "../../database/write-rows.js";
import { numberText } from "../../package/cell-text.js";
import {
  date,
  dayOf,
  historyOnly,
  instant,
  list,
  number,
  optional,
  partnersOnly,
  region,
  text,
  type Cells,
  type PackageColumn,
} from "../../package/column.js";
import type { LoadContext } from "../../package/load-context.js";
import { packageTable, type Question } from "../../package/package-table.js";
import { precedingSlug, statedWords } from "../../package/stated-words.js";
import { remembered } from "../../time/remembered.js";
import { AREAS } from "../regions/region.package.js";
import { PUBLICATIONS } from "../sources/source.package.js";
import { effectOf, type Stated } from "./effect.rules.js";
import { datasetsDue, withheldObservations } from "./embargo.js";
import { historyRules, isPast } from "./history.rules.js";
import { INDICATORS } from "./indicator.package.js";
import { noteAllSeries, noteSeries } from "./series.changes.js";
import { NOT_SUPERSEDED, Observation } from "./observation.entity.js";
import { observationHistory } from "./observation-history.js";
import { observationRules } from "./observation-row.rules.js";
import { ObservationDoubts } from "./observation-doubts.js";
import { ObservationWriter } from "./observation-writer.js";
import { tellFigures } from "./tell-figures.js";
import { partialDate } from "../../time/partial-date.js";
import { precisionOf } from "../../time/span.js";
import { recallRepeated, repeatedSlug } from "./repeated-statements.js";

/** The columns that make a statement the same one when its value is corrected. */
const IDENTITY = [
  "region_code",
  "category_code",
  "indicator",
  "period_start",
  "period_end",
  "value_status",
  "programmes",
  "funding",
  "attributed_to",
  "source_id",
] as const;

// Statements that name neither keep the identity that they had before there were these columns.
const LATER_IDENTITY = ["base", "counted_by", "area"] as const;

function identityOf(cells: Cells): string[] {
  const later = LATER_IDENTITY.map((column) => cells[column] ?? "");
  return [...IDENTITY.map((column) => cells[column] ?? ""), ...(later.join("") === "" ? [] : later)];
}

// The same period may be written in several ways.
const daysOf = ({ period_start: start = "", period_end: end = "" }: Cells): Cells => ({
  period_start: partialDate(start)?.from ?? start,
  period_end: partialDate(end)?.until ?? end,
});

// Statements that have ids of their own are told apart by them.
const questionOf = (cells: Cells): Question | null =>
  cells.statement
    ? null
    : {
        key: [...identityOf({ ...cells, ...daysOf(cells) }), cells.note ?? ""].join("\u0000"),
        identity: identityOf(cells).join("\u0000"),
        column: "value",
        apart: ["category_code", "programmes", "funding", "attributed_to", "base", "note"],
      };

const precision = remembered((period) => {
  const [start = "", end = ""] = period.split(" ");
  return precisionOf(start, end);
});

// The whole group is meant, not the number one that stands for it in a file, or what lies nearest to it between the bounds.
const value: PackageColumn<Pick<Observation, "value" | "qualifier" | "lowerBound" | "upperBound">> = {
  ...optional(number("value")),
  properties: ["value"],
  read: (cell, values, { qualifier }) => {
    values.value = qualifier === "ALL" || cell === "" ? null : Number(cell);
  },
  write: ({ value: stored, qualifier, lowerBound, upperBound }) =>
    numberText(qualifier === "ALL" ? Math.min(Math.max(1, lowerBound ?? 1), upperBound ?? Infinity) : stored),
};

// What follows from the indicator, the source and the region that a statement names.
function setEffect(values: Values, context: LoadContext): void {
  const stated = values as unknown as Stated &
    Pick<Observation, "indicatorCode" | "sourceSlug" | "regionCode">;
  const indicator = context.of(INDICATORS).get(stated.indicatorCode);
  values.unit = indicator?.unit;
  if (indicator === undefined) return;
  const source = context.of(PUBLICATIONS).get(stated.sourceSlug);
  const areaSince = context.of(AREAS).get(stated.regionCode);
  const effect = effectOf(stated, { indicator, source, areaSince });
  // One by one: Object.assign makes a large object a hash table, which is slow to read.
  values.effectiveFrom = effect.effectiveFrom;
  values.effectiveOn = effect.effectiveOn;
  values.areaDiffers = effect.areaDiffers;
  values.denominatorCode = effect.denominatorCode;
}

export const observationsPackage = packageTable(
  "observations",
  Observation,
  {
    region_code: region("regionCode"),
    category_code: optional(text("categoryCode")),
    indicator: text("indicatorCode"),
    base: optional(text("base")),
    counted_by: optional(text("countedBy")),
    area: optional(text("area")),
    period_start: dayOf("periodStart", "from"),
    period_end: dayOf("periodEnd", "until"),
    value,
    lower_bound: optional(number("lowerBound")),
    upper_bound: optional(number("upperBound")),
    qualifier: text("qualifier"),
    value_status: text("valueStatus"),
    programmes: optional(list("programmes")),
    funding: optional(text("funding")),
    attributed_to: text("attributedTo"),
    source_id: text("sourceSlug"),
    note: optional(text("note")),
    released_on: partnersOnly(
      date("releasedOn"),
      "Day until which the figure is under embargo, by the time of Jakarta: on it, everybody sees it.",
    ),
    statement: historyOnly(text("slug"), "Id of the statement, which its corrections share."),
    recorded_at: historyOnly(
      instant("recordedAt"),
      "When the graph that wrote the package learnt the statement.",
    ),
    superseded_at: historyOnly(
      instant("recordedUntil", NOT_SUPERSEDED),
      "When that graph learnt that the statement had been changed or withdrawn; empty while it stands.",
    ),
  },
  {
    derived: [
      "rowId",
      "periodPrecision",
      "effectiveFrom",
      "effectiveOn",
      "areaDiffers",
      "denominatorCode",
      "denominatorStated",
      "unit",
      "rivalSet",
      "rank",
      "preferred",
      "superseded",
      "current",
    ],
    writer: (load) =>
      new ObservationWriter(load, (values) => {
        setEffect(values, load.context);
      }),
    history: observationHistory,
    withheld: { due: datasetsDue, rows: withheldObservations },
    tell: tellFigures,
    noteChanges: noteSeries,
    noteAll: noteAllSeries,
    derive: (values, cells, context) => {
      const identity = identityOf(cells);
      const { statement = "" } = cells;
      values.slug =
        statement !== ""
          ? statement
          : (repeatedSlug(context, identity, cells.note ?? "") ?? context.slugOf(identity));
      values.periodPrecision = precision(`${String(values.periodStart)} ${String(values.periodEnd)}`);
      setEffect(values, context);
    },
    rules: (cells, hasKey, context) => [
      ...observationRules(cells, hasKey, context),
      ...historyRules(cells, identityOf),
    ],
    refersTo: ["indicators"],
    doubts: (context) => new ObservationDoubts(context),
    remarks: ["note"],
    question: questionOf,
    isPast,
    settle: recallRepeated,
    asStated: ({ slug }, cells) => statedWords(cells, ["period_start", "period_end"], slug, identityOf),
    follows: (slug, cells) => precedingSlug(slug, identityOf(cells)),
  },
);
