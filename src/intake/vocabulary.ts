import type { CohortCategory } from "../modules/cohorts/cohort-category.entity.js";
import type { Indicator } from "../modules/observations/indicator.entity.js";
import { levelOf, parentOf } from "../modules/regions/region-code.rules.js";
import type { Region } from "../modules/regions/region.entity.js";
import type { Cells } from "../package/column.js";
import { openPackage, type DataPackage } from "../transfer/package/package.js";

export type KnownRegion = Pick<Region, "code" | "level" | "name" | "officialName" | "aliases" | "parentCode">;
export type KnownCategory = Pick<
  CohortCategory,
  "code" | "nameId" | "segment" | "vulnerable" | "parentCode" | "aliases"
>;
export type KnownIndicator = Pick<Indicator, "code" | "nameId" | "unit" | "kind" | "aliases">;
export interface KnownTariff {
  segment: string;
  programme: string;
  amountIdr: number;
}

/** What the data already name: regions, categories and indicators with their spellings, tariffs, awards, and days of sources. */
export interface Vocabulary {
  regions: readonly KnownRegion[];
  categories: readonly KnownCategory[];
  indicators: ReadonlyMap<string, KnownIndicator>;
  tariffs: readonly KnownTariff[];
  awards: ReadonlySet<string>;
  /** Days of publication by source; empty text where unknown. */
  sources: ReadonlyMap<string, { publishedOn: string; publisher: string }>;
}

/** Reads the vocabulary from a data package, so that reading an article needs no database. */
export async function readVocabulary(folder: string): Promise<Vocabulary> {
  const tables = await openPackage(folder);
  const rows = (name: string): Promise<Cells[]> => rowsOf(tables, name);
  const [regions, categories, indicators, tariffs, awards, sources] = await Promise.all([
    rows("regions"),
    rows("cohort_categories"),
    rows("indicators"),
    rows("tariffs"),
    rows("awards"),
    rows("sources"),
  ]);
  return {
    regions: regions.map(regionOf),
    categories: categories.map(categoryOf),
    indicators: new Map(indicators.map((cells) => [cells.code ?? "", indicatorOf(cells)])),
    tariffs: tariffs.flatMap(tariffOf),
    awards: new Set(awards.map(({ id = "" }) => id)),
    sources: new Map(
      sources.map(({ id = "", published_on: publishedOn = "", publisher = "" }) => [
        id,
        { publishedOn, publisher },
      ]),
    ),
  };
}

async function rowsOf({ tables }: DataPackage, name: string): Promise<Cells[]> {
  const rows: Cells[] = [];
  const table = tables.find(({ resource }) => resource.name === name);
  // A misfit is a fault of the package, which its own import reports.
  for await (const batch of table?.batches(() => undefined) ?? []) rows.push(...batch.map(({ cells }) => cells));
  return rows;
}

const listOf = (cell = ""): string[] => cell.split(";").filter((entry) => entry !== "");

function regionOf({ code = "", name = "", official_name: officialName = "", aliases }: Cells): KnownRegion {
  return {
    code,
    name,
    officialName,
    aliases: listOf(aliases),
    level: levelOf(code, officialName),
    parentCode: parentOf(code),
  };
}

const categoryOf = (cells: Cells): KnownCategory => ({
  code: cells.code ?? "",
  nameId: cells.name_id ?? "",
  segment: (cells.segment ?? "MIXED") as KnownCategory["segment"],
  vulnerable: cells.vulnerable === "true",
  parentCode: cells.parent_code === "" ? null : (cells.parent_code ?? null),
  aliases: listOf(cells.aliases),
});

const indicatorOf = (cells: Cells): KnownIndicator => ({
  code: cells.code ?? "",
  nameId: cells.name_id ?? "",
  unit: cells.unit as KnownIndicator["unit"],
  kind: cells.kind as KnownIndicator["kind"],
  aliases: listOf(cells.aliases),
});

function tariffOf({ segment = "", programme = "", amount_idr: amount = "" }: Cells): KnownTariff[] {
  return amount === "" ? [] : [{ segment, programme, amountIdr: Number(amount) }];
}
