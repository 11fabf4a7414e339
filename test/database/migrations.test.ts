import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { GraphQLScalarType, isObjectType } from "graphql";
import type { DataSource, EntityMetadata } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { filterOf, type FilterField, type FilterPlace, type Link } from "../../src/graph/declare/filter.js";
import { orderOf } from "../../src/graph/declare/order.js";
import type { StoredRelation } from "../../src/graph/declare/relation-type.js";
import { sql, type Sql } from "../../src/database/statement.js";
import { hasTable, tableOf, type RowClass } from "../../src/graph/declare/table.js";
import { servedSchema } from "../../src/server/schema.js";
import { copyTables, tablesOf } from "../support/copied-tables.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";
import { schemaDifferences } from "../support/schema-differences.js";

describeEachEngine("Migrations", (engine) => {
  let database: FreshDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await engine.create();
    dataSource = await createDataSource(databaseConfig(database.url)).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const differences = (): Promise<string[]> => schemaDifferences(database.url);
  const tables = async (): Promise<string[]> => {
    const found: { name: string }[] = await dataSource.query(
      engine.name === "sqlite"
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()",
    );
    return found
      .map(({ name }) => name)
      .filter((name) => name !== "migrations")
      .sort();
  };
  const entityTables = (): string[] => dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();

  it("bring an empty database to exactly what the entities say", async () => {
    expect(await differences()).not.toEqual([]);
    await dataSource.runMigrations();
    expect(await tables()).toEqual(entityTables());
    expect(await differences()).toEqual([]);
  });

  it("differ from the entities as soon as an index is missing", async () => {
    await dataSource.runMigrations();
    const runner = dataSource.createQueryRunner();
    const table = await runner.getTable("employers");
    const index = table?.indices.find(({ columnNames }) => columnNames.join() === "sector");
    await runner.dropIndex("employers", index?.name ?? "none");
    await runner.release();
    expect(await differences()).toHaveLength(1);
  });

  if (engine.name === "mysql")
    it("make the tables and nothing else that most tests copy instead of running them again", async () => {
      const copy = await engine.create();
      try {
        await copyTables(copy.url);
        await dataSource.runMigrations();
        expect(await tablesOf(copy.url)).toEqual(await tablesOf(database.url));
        for (const table of entityTables())
          expect(await dataSource.query(`SELECT 1 FROM \`${table}\` LIMIT 1`)).toEqual([]);
      } finally {
        await copy.drop();
      }
    });

  it("run once", async () => {
    expect(await dataSource.runMigrations()).not.toEqual([]);
    expect(await dataSource.runMigrations()).toEqual([]);
  });

  it("can be undone and run again", async () => {
    await dataSource.runMigrations();
    for (let left = dataSource.migrations.length; left > 0; left -= 1) await dataSource.undoLastMigration();
    expect(await tables()).toEqual([]);
    await dataSource.runMigrations();
    expect(await differences()).toEqual([]);
  });

  it("keep the rows of a database that an earlier version made", async () => {
    await dataSource.runMigrations();
    for (let left = dataSource.migrations.length; left > 1; left -= 1) await dataSource.undoLastMigration();
    await dataSource.query(
      "INSERT INTO regions (code, level, name, official_name, aliases, administrative) VALUES ('ID', 'COUNTRY', 'Indonesia', 'Indonesia', '[]', 0)",
    );
    await dataSource.runMigrations();
    expect(await differences()).toEqual([]);
    expect(await dataSource.query("SELECT code FROM regions")).toEqual([{ code: "ID" }]);
  });

  it("let codes and names be compared exactly: case, accents and blanks count", async () => {
    await dataSource.runMigrations();
    const insert = (slug: string): Promise<unknown> =>
      dataSource.query(
        `INSERT INTO sources (slug, type, publisher, title, dataset) VALUES (?, 'REPORT', ?, 't', 'd')`,
        [slug, slug],
      );
    const spellings = ["Cafe", "cafe", "Café", "Cafe ", "Cafe\u0301"];
    for (const spelling of spellings) await insert(spelling);
    for (const column of ["slug", "publisher"]) {
      for (const spelling of spellings) {
        const found = await dataSource.query(`SELECT slug FROM sources WHERE ${column} = ?`, [spelling]);
        expect(found).toEqual([{ slug: spelling }]);
      }
    }
    await expect(insert("Cafe")).rejects.toThrow(/unique|duplicate/i);
  });

  it("order text by code point, as cursors compare it", async () => {
    await dataSource.runMigrations();
    for (const slug of ["b", "a", "B", "é", "z", "a b", "a-b"])
      await dataSource.query(
        "INSERT INTO sources (slug, type, publisher, title, dataset) VALUES (?, 'REPORT', 'p', 't', 'd')",
        [slug],
      );
    const rows: { slug: string }[] = await dataSource.query("SELECT slug FROM sources ORDER BY slug");
    expect(rows.map(({ slug }) => slug)).toEqual(["B", "a", "a b", "a-b", "b", "z", "é"]);
  });
});

describe("Indexes", () => {
  let metadatas: EntityMetadata[];

  beforeAll(async () => {
    const dataSource = await createDataSource(databaseConfig("sqlite::memory:")).initialize();
    metadatas = dataSource.entityMetadatas;
    await dataSource.destroy();
  });

  // Subtypes, such as City, are rows of their entity's table.
  const metadataOf = (type: RowClass): EntityMetadata | undefined => {
    const { entity } = tableOf(type);
    return metadatas.find(({ target }) => target === entity);
  };

  const computedFrom = (
    metadata: EntityMetadata | undefined,
    property: string,
  ): readonly string[] | undefined =>
    metadata && hasTable(metadata.target) ? tableOf(metadata.target).computed?.[property]?.from : undefined;

  /** Whether rows with a value in a property are found, and read in its order, without reading all rows. */
  function isIndexed(metadata: EntityMetadata | undefined, property: string): boolean {
    const led = metadata?.indices.map(({ columns }) => columns[0]?.propertyName) ?? [];
    // What is computed is found by the column that it is computed from, as far as that decides.
    const [column] = computedFrom(metadata, property) ?? [property];
    return [...led, metadata?.primaryColumns[0]?.propertyName].includes(column);
  }

  const declared = <T>(declarationOf: (entity: RowClass) => T): [EntityMetadata, T][] =>
    metadatas.flatMap((metadata) => {
      try {
        return [[metadata, declarationOf(metadata.target as RowClass)] as [EntityMetadata, T]];
      } catch {
        return [];
      }
    });

  /** Notes what a condition looks up: columns of its own table, and keys of the tables that it leads to. */
  function lookups(field: FilterField, metadata: EntityMetadata): [EntityMetadata | undefined, string][] {
    const found: [EntityMetadata | undefined, string][] = [];
    const lead = ({ target, by }: StoredRelation): Sql => {
      const [key = ""] = Object.keys(by);
      found.push([metadataOf(target()), key]);
      return sql``;
    };
    const place = {
      column: (property: string) => {
        found.push([metadata, property]);
        return sql``;
      },
      exists: lead,
      related: lead,
      isOfKey: () => false,
      linked: ({ table, owner, target, relation }: Link) => {
        const link = metadatas.find(({ tableName }) => tableName === table);
        const [ownColumn] = owner;
        found.push([
          link,
          link?.columns.find(({ databaseName }) => databaseName === ownColumn)?.propertyName ?? "",
        ]);
        found.push([metadataOf(relation.target()), target[1]]);
        return sql``;
      },
      path: "",
    } as unknown as FilterPlace;
    // Conditions on columns refuse operators that they do not know, and list them; conditions on lists only look.
    const operators = Object.defineProperty({ eq: "15" }, "some", { value: {} });
    field.toSql((field.type() instanceof GraphQLScalarType ? "15" : operators) as never, place);
    return found;
  }

  it("lead to every column that a filter offers, and to the rows behind every relation", () => {
    const missing: string[] = [];
    let offered = 0;
    for (const [metadata, { fields }] of declared(filterOf)) {
      for (const [name, field] of fields) {
        const found = lookups(field, metadata);
        expect([metadata.name, name, found.length]).not.toEqual([metadata.name, name, 0]);
        offered += found.length;
        for (const [target, property] of found)
          if (!isIndexed(target, property))
            missing.push(`${metadata.name}Filter.${name}: ${target?.name ?? "?"}.${property}`);
      }
    }
    expect(missing).toEqual([]);
    expect(offered).toBeGreaterThan(40);
  });

  it("give every order that is offered", () => {
    const missing: string[] = [];
    const orders = declared(orderOf);
    for (const [metadata, { fields }] of orders)
      for (const [name, { property }] of Object.entries(fields))
        if (!isIndexed(metadata, property)) missing.push(`${metadata.name}Order.${name}: ${property}`);
    expect(missing).toEqual([]);
    expect(orders.length).toBeGreaterThan(5);
  });

  /** Whether the rows that a row leads to are read in the list's own order, without sorting all of them. */
  function isInOrder(
    metadata: EntityMetadata | undefined,
    { by, where, order }: Pick<StoredRelation, "by" | "where" | "order">,
  ): boolean {
    const keys = Object.keys(by);
    const fixed = Object.entries(where).flatMap(([property, value]) =>
      Array.isArray(value) ? [] : property,
    );
    const sorted = order.map(({ property }) => property).filter((property) => !keys.includes(property));
    return (metadata?.indices ?? []).some(({ columns }) => {
      const names = columns.map(({ propertyName }) => propertyName);
      const next = names.slice(keys.length).filter((name) => !fixed.includes(name));
      return (
        keys.every((key) => names.slice(0, keys.length).includes(key)) &&
        sorted.every((name, index) => next[index] === name)
      );
    });
  }

  it("give the own order of every page below a row", () => {
    const { schema } = servedSchema();
    const lists = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type))
      .flatMap((type) =>
        Object.values(type.getFields()).map(
          ({ extensions }) => extensions.relation as StoredRelation | undefined,
        ),
      )
      .filter((relation) => relation?.kind === "connection");
    const missing = lists.flatMap((relation) =>
      relation && !isInOrder(metadataOf(relation.target()), relation)
        ? [`${relation.owner.name}.${relation.name}`]
        : [],
    );
    expect(missing).toEqual([]);
    expect(lists.length).toBeGreaterThan(10);
    const employers = metadatas.find(({ name }) => name === "Employer");
    const bySector = {
      by: { sector: "name" },
      where: {},
      order: [{ property: "name", direction: "ASC" }],
    } as const;
    expect(isInOrder(employers, bySector)).toBe(false);
  });

  it("are missed where a column has none", () => {
    const employers = metadatas.find(({ name }) => name === "Employer");
    expect([
      isIndexed(employers, "note"),
      isIndexed(employers, "name"),
      isIndexed(employers, "slug"),
    ]).toEqual([false, true, true]);
  });

  it("lead to the rows that refer to a row, but for references that the graph never follows back", () => {
    const missing = metadatas.flatMap((metadata) =>
      metadata.foreignKeys
        .map(({ columns }) => columns[0]?.propertyName ?? "")
        .filter((property) => !isIndexed(metadata, property))
        .map((property) => `${metadata.name}.${property}`),
    );
    expect(missing.sort()).toEqual([
      "CohortStatement.employerSlug",
      "Indicator.denominatorCode",
      "Indicator.numeratorCode",
    ]);
  });
});
