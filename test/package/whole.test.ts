import { afterAll, describe, expect, it } from "@jest/globals";
import { Column, Entity, ForeignKey, getMetadataArgsStorage, PrimaryColumn } from "typeorm";
import { toOne } from "../../src/graph/declare/relation.js";
import { Node } from "../../src/graph/declare/node.js";
import { declareTable, type RowClass } from "../../src/graph/declare/table.js";
import { entities, packageTables } from "../../src/modules/index.js";
import { requireWhole } from "../../src/modules/require-whole.js";
import { integer, optional, text } from "../../src/package/column.js";
import { packageTable, type PackageTable } from "../../src/package/package-table.js";

// Each test leaves out one part of what these entities need.
@Entity("offices")
class Office {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 80, nullable: true })
  city!: string | null;

  @Column("varchar", { length: 80 })
  dataset!: string;

  get street(): string {
    return this.slug;
  }
}

@Entity("desks")
class Desk extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Office)
  officeSlug!: string;
}

const OFFICES = packageTable("offices", Office, { id: text("slug"), city: optional(text("city")) });
const DESKS = packageTable(
  "desks",
  Desk,
  { id: text("slug"), office: text("officeSlug") },
  { isShared: true },
);
const TABLES = [OFFICES, DESKS];

// TypeORM's list of tables is shared by all tests that one process runs.
afterAll(() => {
  const { tables } = getMetadataArgsStorage();
  const own: unknown[] = [Office, Desk];
  tables.splice(0, Infinity, ...tables.filter(({ target }) => !own.includes(target)));
});

/** The faults that are reported when the modules list these too. */
function faults(tables: PackageTable[] = TABLES, classes: RowClass[] = [Office, Desk]): string[] {
  try {
    requireWhole({
      entities: [...entities, ...classes],
      packageTables: [...packageTables, ...tables],
    });
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").slice(1);
  }
}

describe("A start is refused when the modules lack", () => {
  it("the declared table of a node, and accepted once it is declared", () => {
    expect(faults()).toEqual(["No table is declared for Desk"]);
    declareTable({ entity: Desk, key: "slug", tieBreaker: "slug" });
    expect(faults()).toEqual([]);
  });

  it("an entity in a manifest", () => {
    expect(faults([OFFICES], [Office])).toEqual(["No module lists the entity Desk"]);
    expect(faults(TABLES, [Office])).toEqual([
      "No module lists the entity Desk",
      "The package table desks fills Desk, which no module lists",
    ]);
  });

  it("the package table of an entity whose rows belong to datasets", () => {
    expect(faults([DESKS])).toEqual([
      "No module lists a package table for Office, whose rows belong to datasets",
    ]);
  });

  it("a package column for a column of an entity", () => {
    const cityless = packageTable("offices", Office, { id: text("slug") });
    expect(faults([cityless, DESKS])).toEqual(["The package table offices has no column for Office.city"]);
  });

  it("the column that stores a property which the package fills", () => {
    const street = { id: text("slug"), city: optional(text("city")), street: optional(text("street")) };
    expect(faults([packageTable("offices", Office, street), DESKS])).toEqual([
      "The package table offices fills Office.street, which is not a column",
    ]);
  });

  it("an order in which each table comes after those that it refers to", () => {
    expect(faults([DESKS, OFFICES])).toEqual([
      "The package table desks is listed before offices, which it refers to",
    ]);
    const refersTo = packageTable(
      "offices",
      Office,
      { id: text("slug"), city: optional(text("city")) },
      { refersTo: ["desks"] },
    );
    expect(faults([refersTo, DESKS])).toEqual([
      "The package table offices is listed before desks, which it refers to",
    ]);
  });

  it("different names for their tables", () => {
    const regions = packageTable("regions", Office, { id: text("slug"), city: optional(text("city")) });
    expect(faults([regions, DESKS])).toContain("The package table regions is listed twice");
  });

  it("the declared target of a relation, or the columns that it needs", () => {
    toOne(Desk, "office", { target: () => Office, by: { slug: "officeSlug" }, description: "Where it is." });
    expect(faults()).toEqual(["The relation Desk.office needs a table for Office, but none is declared"]);
    declareTable({ entity: Office, key: "slug", tieBreaker: "slug" });
    expect(faults()).toEqual([]);
    toOne(Desk, "office", { target: () => Office, by: { code: "office" }, description: "Where it is." });
    expect(faults()).toEqual([
      "The relation Desk.office needs Office.code, which is not a column",
      "The relation Desk.office needs Desk.office, which is not a column",
    ]);
  });
});

describe("The compiler refuses", () => {
  it("a package column for a property that the entity lacks or that has another type", () => {
    // @ts-expect-error -- Office has no property `town`
    expect(packageTable("offices", Office, { town: text("town") })).toBeDefined();
    // @ts-expect-error -- Office has no property `town`
    expect(packageTable("offices", Office, {}, { derived: ["town"] })).toBeDefined();
    // @ts-expect-error -- a slug is no number
    expect(packageTable("offices", Office, { id: integer("slug") })).toBeDefined();
  });
});
