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
interface KnownTariff {
  segment: string;
  programme: string;
  amountIdr: number;
}

/** Keys of rows that another source must not write over. */
export interface StoredKeys {
  results: ReadonlySet<string>;
  /** The id by type, number, year and region. */
  regulations: ReadonlyMap<string, string>;
  ids: ReadonlySet<string>;
}

export const resultKey = ({
  award_id: award = "",
  recipient_id: recipient = "",
  stage = "",
}: Cells): string => `${award}~${recipient}~${stage}`;

export const regulationKey = ({
  type = "",
  number = "",
  year = "",
  region_code: region = "",
}: Cells): string => [type, number, year, region].join("~");

/** What the data already name: regions, categories and indicators with their spellings, tariffs, awards, and days of sources. */
export interface Vocabulary {
  regions: readonly KnownRegion[];
  categories: readonly KnownCategory[];
  indicators: ReadonlyMap<string, KnownIndicator>;
  tariffs: readonly KnownTariff[];
  awards: ReadonlySet<string>;
  /** What is stored already and has a key of its own: results, regulations and initiatives. */
  stored: StoredKeys;
  /** Days of publication by source; empty text where unknown. */
  sources: ReadonlyMap<string, { publishedOn: string; publisher: string }>;
}

/** Reads the vocabulary from a data package, so that reading an article needs no database. */
export async function readVocabulary(folder: string): Promise<Vocabulary> {
  const tables = await openPackage(folder);
  const rows = (name: string): Promise<Cells[]> => rowsOf(tables, name);
  const [regions, categories, indicators, tariffs, awards, sources, results, acts, initiatives] =
    await Promise.all([
      rows("regions"),
      rows("cohort_categories"),
      rows("indicators"),
      rows("tariffs"),
      rows("awards"),
      rows("sources"),
      rows("award_results"),
      rows("regulations"),
      rows("initiatives"),
    ]);
  return {
    regions: regions.map(regionOf),
    categories: categories.map(categoryOf),
    indicators: new Map(indicators.map((cells) => [cells.code ?? "", indicatorOf(cells)])),
    tariffs: tariffs.flatMap(tariffOf),
    awards: new Set(awards.map(({ id = "" }) => id)),
    stored: {
      results: new Set(results.map(resultKey)),
      regulations: new Map(acts.map((cells) => [regulationKey(cells), cells.id ?? ""])),
      ids: new Set([...acts, ...initiatives].map(({ id = "" }) => id)),
    },
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
  for await (const batch of table?.batches(() => undefined) ?? [])
    rows.push(...batch.map(({ cells }) => cells));
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
