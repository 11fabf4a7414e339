import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { readOperations } from "../../src/server/operations.js";
import { servedSchema } from "../../src/server/schema.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine, type Engine, type FreshDatabase } from "../support/engines.js";
import { essence, writePackage } from "../support/graph.js";
import { randomOperation } from "../support/random-operation.js";
import { CONTENTS } from "../support/contents.js";
import { schemaDifferences } from "../support/schema-differences.js";
import { startProgram, type Started, type StartOptions } from "../support/started.js";
import { imported, OPERATIONS } from "./history.js";
import { fileOf, filesIn, readHistory, releaseFolder } from "./release.js";

const { releases, lack } = await readHistory();
if (lack !== null) console.warn(`${lack}: upgrades from landed releases are not tested, or not from all.`);

const PRESENT = resolve(".");
const running: Started[] = [];
const written = [
  ...(await readOperations("schema/operations")),
  ...OPERATIONS.map((document) => ({ document, variables: {} })),
];
const isWritten = new Set(written.map(({ document }) => document));
// Observations are listed by numbers of rows in the end, which are those of the loads of a database.
const isOrdered = ({ document }: { document: string }): boolean => !/\bobservations\b/.test(document);
const operations = [
  ...written,
  ...fc.sample(randomOperation(servedSchema().schema), { numRuns: 40, seed: 1 }),
];

/** A database that the code in a folder has made, and served by the present code. */
class Upgraded {
  private constructor(
    readonly database: FreshDatabase,
    readonly server: Started,
    readonly address: string,
    readonly dataSource: DataSource,
  ) {}

  static async open(database: FreshDatabase, folder: string): Promise<Upgraded> {
    const start = (program: string, options: StartOptions = {}): Started => {
      const started = startProgram(program, { DATABASE_URL: database.url }, options);
      running.push(started);
      return started;
    };
    const maker = start(join(folder, "src/main.ts"), { cwd: folder });
    await maker.logged("serving");
    maker.server.kill("SIGTERM");
    expect(await maker.ended).toMatchObject({ code: 0, errors: "" });
    for (const step of [1, 2] as const) {
      const path = await writePackage(imported(step), "upgrade", join(folder, "data"));
      const options = { cwd: folder, given: [path] };
      const { code, errors } = await start(join(folder, "scripts/import.ts"), options).ended;
      await rm(path, { recursive: true });
      // Synthetic figures are unlikely beside the real ones.
      const faults = errors.split("\n").filter((line) => !/^(?:UNLIKELY |… and |$)/.test(line));
      expect({ code, faults }).toEqual({ code: 0, faults: [] });
    }
    const server = start("src/main.ts");
    const { address } = await server.logged("serving");
    const dataSource = await createDataSource(databaseConfig(database.url)).initialize();
    return new Upgraded(database, server, address, dataSource);
  }

  /** What the operations are answered, but for instants and what counts loads. */
  async answers(): Promise<{ document: string; faults: string[] }[]> {
    // When the first of the two imports was.
    const [{ at }] = await this.dataSource.query<[{ at: string }]>(
      "SELECT MIN(o.recorded_at) AS at FROM observations o WHERE o.dataset = 'upgrade'",
    );
    const asOf = `${at.replace(" ", "T")}Z`;
    const answers = [];
    for (const { document, variables } of operations) {
      const response = await fetch(`${this.address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: document, variables: { ...variables, asOf } }),
      });
      const text = (await response.text())
        .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"instant"')
        .replace(/"revision":\d+/g, '"revision":0')
        .replace(/(data version |"dataVersion":")[0-9a-f]+/g, "$10");
      const { data = null, errors = [] } = JSON.parse(text);
      answers.push({ document, status: response.status, ...essence({ data, errors }) });
    }
    return answers;
  }

  /** All rows of all tables, but for numbers and instants of loads. */
  async rows(): Promise<Record<string, string[]>> {
    const contents: Record<string, string[]> = {};
    for (const { tableName } of this.dataSource.entityMetadatas) {
      // What the data no longer state is history of the older database alone.
      const isStated =
        tableName === "observations" ? "WHERE superseded_at LIKE '9999%' OR dataset <> 'cakupan'" : "";
      const rows = await this.dataSource.query<Record<string, unknown>[]>(
        CONTENTS[tableName] ?? `SELECT t.* FROM \`${tableName}\` t ${isStated}`,
      );
      contents[tableName] = rows.map(steady).sort();
    }
    return contents;
  }

  async close(): Promise<void> {
    await this.server.ended;
    await this.dataSource.destroy();
    await this.database.drop();
  }
}

/** The first rows that only one of two databases has. */
function differing(old: Record<string, string[]>, fresh: Record<string, string[]>): string[] {
  const lacking = (
    some: Record<string, string[]>,
    others: Record<string, string[]>,
    sign: string,
  ): string[] =>
    Object.entries(some).flatMap(([table, rows]) => {
      const known = new Set(others[table]);
      return rows
        .filter((row) => !known.has(row))
        .slice(0, 3)
        .map((row) => `${sign} ${table} ${row}`);
    });
  const counts = Object.keys(fresh).filter((table) => old[table]?.length !== fresh[table]?.length);
  return [
    ...counts.map((table) => `rows of ${table}`),
    ...lacking(old, fresh, "+"),
    ...lacking(fresh, old, "-"),
  ];
}

const UNSTEADY = new Set(["id", "recorded_at", "loaded_at", "revision", "rules", "digest"]);

function steady(row: Record<string, unknown>): string {
  const values: Record<string, (value: unknown) => unknown> = {
    superseded_at: (value) => String(value).startsWith("9999"),
    // A release knows no tables that came after it.
    row_counts: (value) => (JSON.parse(String(value)) as { rows: number }[]).filter(({ rows }) => rows > 0),
  };
  const isHistory = "superseded_at" in row && !String(row.superseded_at).startsWith("9999");
  const entries = Object.entries(row)
    // Nothing rivals what was superseded; older releases left its marks.
    .filter(([name]) => !UNSTEADY.has(name) && !(isHistory && /^(?:rival_rank|preferred)$/.test(name)))
    .map(([name, value]) => [name, values[name]?.(value) ?? value]);
  return JSON.stringify(entries.sort());
}

function testUpgrades(engine: Engine): void {
  const opened = new Map<string, Upgraded>();
  const of = (maker: string): Upgraded => {
    const found = opened.get(maker);
    if (!found) throw new Error(`There is no database of ${maker}`);
    return found;
  };

  beforeAll(() =>
    Promise.all([
      ...releases.map(async (release) => {
        const folder = await releaseFolder(release);
        opened.set(release.commit, await Upgraded.open(await engine.create(), folder));
      }),
      engine.create().then(async (database) => {
        opened.set(PRESENT, await Upgraded.open(database, PRESENT));
      }),
    ]),
  );
  afterAll(async () => {
    for (const { server } of running.splice(0)) server.kill("SIGTERM");
    await Promise.all([...opened.values()].map((each) => each.close()));
  });

  it.each(releases)("is served as one made now: $commit of $landed", async ({ commit }) => {
    const [old, fresh] = [of(commit), of(PRESENT)];
    expect((await fetch(`${old.address}/health/ready`)).status).toBe(200);
    expect(await schemaDifferences(old.database.url)).toEqual([]);
    expect(differing(await old.rows(), await fresh.rows())).toEqual([]);
    const wanted = await fresh.answers();
    expect(
      wanted.filter(({ document }) => isWritten.has(document)).filter(({ faults }) => faults.length > 0),
    ).toEqual([]);
    // A second time an operation is compiled, a third time its answer is remembered.
    const outcomes = (answers: typeof wanted): unknown[] =>
      answers.map((answer) =>
        isOrdered(answer) ? answer : { document: answer.document, faults: answer.faults },
      );
    for (let time = 0; time < 3; time += 1) expect(outcomes(await old.answers())).toEqual(outcomes(wanted));
  });
}

async function testDigests(): Promise<void> {
  const digests = JSON.parse(await readFile("test/database/migration-digests.json", "utf8"));
  const folder = "src/database/migrations/";
  const released: Record<string, string> = {};
  for (const release of releases)
    for (const path of await filesIn(release, folder)) {
      const name = path.slice(folder.length);
      const text = await fileOf(release, path);
      if (name !== "index.ts")
        released[name] ??= createHash("sha256")
          .update(text ?? "")
          .digest("hex");
    }
  expect(Object.keys(released).length).toBeGreaterThan(0);
  expect(digests).toMatchObject(released);
}

if (releases.length > 0) describeEachEngine("A database that a landed release has made", testUpgrades);
// The first release that had a migration may be among those that a shallow clone lacks.
(lack === null ? it : it.skip)(
  "Released migrations have the digests with which they were released first",
  testDigests,
);
