import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { mappingJsonSchema } from "../../src/transfer/mapping/mapping.js";
import { readMapping } from "../../src/transfer/mapping/read-mapping.js";
import { tableNamed, TABLES } from "../../src/transfer/package/tables.js";

const FIELDS = {
  region_code: { column: "Kabupaten/Kota" },
  indicator: { constant: "PROTECTED_WORKERS" },
  period_start: { column: "Tahun" },
  period_end: { column: "Tahun" },
  value: { column: "Peserta" },
  qualifier: { constant: "EXACT" },
  value_status: { constant: "ACTUAL" },
  attributed_to: { constant: "Dinas Tenaga Kerja" },
  source_id: { constant: "disnaker-2024" },
};
const MAPPING = { table: "observations", locale: "id", fields: FIELDS };
const read = (more: object): unknown => readMapping(JSON.stringify({ ...MAPPING, ...more }));
const faultsOf = (json: unknown): string[] => {
  try {
    readMapping(typeof json === "string" ? json : JSON.stringify(json));
  } catch (error) {
    return (error as Error).message.split("\n").slice(1);
  }
  return [];
};
const faultsWith = (fields: object, more: object = {}): string[] =>
  faultsOf({ ...MAPPING, fields: { ...FIELDS, ...fields }, ...more });

describe("A mapping", () => {
  it("is read as it stands", () => {
    expect(read({ skipRows: 1, skipWhere: [{ column: "Kabupaten/Kota", matches: "Jumlah*" }] })).toEqual({
      ...MAPPING,
      skipRows: 1,
      skipWhere: [{ column: "Kabupaten/Kota", matches: "Jumlah*" }],
    });
  });

  it("that is not JSON, or no mapping, is refused", () => {
    expect(() => readMapping("{")).toThrow("The mapping is not JSON");
    expect(faultsOf([])).toHaveLength(1);
    expect(faultsOf({ table: "people" })[0]).toContain("one of sources, regions, employers");
  });

  it("names every fault at once, of form and of sense", () => {
    const faults = faultsOf({
      table: "observations",
      locale: "fr",
      fields: {
        region_code: { column: "Wilayah", unit: "THOUSAND" },
        indicator: { column: "a", constant: "b" },
        period_start: { constant: "12/2024" },
        period_end: { column: "Tahun", date: "TTTT" },
        qualifier: {},
        kabupaten: { column: "x" },
      },
    });
    expect(faults).toEqual([
      expect.stringMatching(/^locale: /),
      'fields.region_code: Unrecognized key: "unit"',
      'fields.period_end.date: "TTTT" is not a part of a date: use YYYY, MM, MMMM and DD',
      'fields: Unrecognized key: "kabupaten"',
      "fields.indicator: must have one of column, constant and join",
      "fields.indicator: is a constant and must not have column",
      'fields.period_start.constant: "12/2024" is not a date as YYYY, YYYY-MM or YYYY-MM-DD',
      "fields.qualifier: must have one of column, constant and join",
      "fields: value_status is missing: every row of observations needs it",
      "fields: attributed_to is missing: every row of observations needs it",
      "fields: source_id is missing: every row of observations needs it",
    ]);
  });

  it.each<[string, object, string]>([
    ["a separator without join", { note: { column: "a", separator: "," } }, "needs join"],
    ["join of one column", { note: { join: ["a"] } }, "fields.note.join"],
    ["a constant with options", { note: { constant: "a", trim: true } }, "must not have trim"],
    ["a region that is no code", { region_code: { constant: "Kota Jambi" } }, "is not a Kemendagri code"],
    [
      "a number that is not plain",
      { value: { column: "a", values: { nihil: "0,0" } } },
      "is not a number with a point",
    ],
    [
      "translations that differ by case",
      { note: { column: "a", values: { Ya: "1", ya: "2" } } },
      "differs only by case",
    ],
  ])("may not have %s", (_, fields, message) => {
    expect(faultsWith(fields).join("\n")).toContain(message);
  });

  const wide = (columns: object, value = "value"): object => ({ unpivot: { columns, value } });
  const wideFields = { value: { unit: "THOUSAND" }, period_start: undefined, period_end: undefined };
  const year = (text: string): object => ({ period_start: text, period_end: text });

  it("makes several rows of the columns of a wide table", () => {
    expect(faultsWith(wideFields, wide({ "2022": year("2022"), "2023": year("2023") }))).toEqual([]);
  });

  it.each<[string, object, object, string]>([
    ["no column", wideFields, wide({}), "must name at least one column"],
    [
      "an unknown field",
      wideFields,
      wide({ a: { ...year("2022"), year: "1" } }),
      "is not a field of the table",
    ],
    [
      "a field that is read already",
      wideFields,
      wide({ a: { ...year("2022"), qualifier: "EXACT" } }),
      "already",
    ],
    ["another form of date", wideFields, wide({ a: year("22") }), "is not a date"],
    [
      "fields that differ by column",
      wideFields,
      wide({ a: year("2022"), b: { period_start: "2023" } }),
      "same fields",
    ],
    ["an unknown value", wideFields, wide({ a: year("2022") }, "values"), "values is not a field"],
    [
      "a value with a column",
      { ...wideFields, value: { column: "a" } },
      wide({ a: year("2022") }),
      "from unpivot",
    ],
  ])("may not unpivot with %s", (_, fields, more, message) => {
    expect(faultsWith(fields, more).join("\n")).toContain(message);
  });

  it("matches recipients as regions only when all of them are", () => {
    const results = (type: object): unknown => ({
      table: "award_results",
      locale: "id",
      fields: {
        award_id: { constant: "a" },
        recipient_type: type,
        recipient_id: { column: "Daerah", codeSystem: "NAME" },
        stage: { constant: "WINNER" },
        source_id: { constant: "a" },
      },
    });
    expect(faultsOf(results({ constant: "REGION" }))).toEqual([]);
    expect(faultsOf(results({ column: "Jenis" }))).toEqual([
      "fields.recipient_id.codeSystem: needs recipient_type to be the constant REGION",
    ]);
  });

  it("has a JSON Schema that names the fields of each table", () => {
    const schema = JSON.stringify(mappingJsonSchema());
    for (const [name, { isHistory = false }] of [...TABLES.values()].flatMap(({ columns }) =>
      Object.entries(columns),
    ))
      if (!isHistory) expect(schema).toContain(`"${name}"`);
  });
});

describe("The fields of our tables", () => {
  const descriptor = JSON.parse(
    readFileSync(new URL("../../data/datapackage.json", import.meta.url), "utf8"),
  );
  const dates = "((199[2-9]|20[0-4][0-9]|2050)";
  const kindOf = ({ name, type, constraints = {} }: any): string => {
    if (type !== "string") return type;
    if (constraints.pattern?.includes(dates) || name === "month") return "date";
    if (name === "region_code") return "region";
    if (name === "recipient_id") return "recipient";
    return constraints.pattern?.includes(";") ? "list" : "text";
  };

  it.each(descriptor.resources.map((resource: any) => [resource.name, resource]))(
    "are those of the data package: %s",
    (table: any, { schema }: any) => {
      const declared = Object.entries(tableNamed(table).columns)
        .filter(([, { description }]) => description === undefined)
        .map(([name, { kind, required }]) => [name, { kind, required }]);
      expect(Object.fromEntries(declared)).toEqual(
        Object.fromEntries(
          schema.fields.map((field: any) => [
            field.name,
            { kind: kindOf(field), required: field.constraints?.required ?? false },
          ]),
        ),
      );
    },
  );
});
