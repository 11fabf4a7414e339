import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ask } from "../lib/check-answers.js";
import { silent } from "../lib/log.js";
import { serve } from "../serve.js";
import { missing, startMysql } from "./mysql-server.js";
import { stubSubgraph } from "./stubs.js";

const CAKUPAN = `type City @key(fields: "code") { code: String! } type Query { cities: [City!]! }`;
const CITIES = ["10", "20", "30"].map((code) => ({ __typename: "City", code }));
const SQL = `CREATE DATABASE health CHARACTER SET utf8mb4;
  CREATE TABLE health.clinics (id INT PRIMARY KEY, city VARCHAR(13) NOT NULL, name VARCHAR(80), beds INT);
  INSERT INTO health.clinics VALUES (1, '10', 'Puskesmas Utara', 12), (2, '10', 'Puskesmas Selatan', NULL), (3, '20', 'Klinik Laut', 4);
  CREATE TABLE health.patients (id INT PRIMARY KEY, name VARCHAR(80));
  CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'pass-word-1';
  GRANT SELECT ON health.* TO reader@'127.0.0.1';`;

describe("A database as a source", { skip: missing }, () => {
  let folder, cakupan, database, gateway;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-mysql-test-"));
    cakupan = await stubSubgraph(CAKUPAN, ({ code }) => ({ __typename: "City", code }), {
      cities: () => CITIES,
    });
    database = await startMysql(SQL);
    const file = join(folder, "sources.json");
    await writeFile(file, JSON.stringify({ sources: sources() }));
    const environment = { ...process.env, HEALTH_PASSWORD: "pass-word-1" };
    gateway = await serve({ file, port: 0, folder, log: silent, environment });
  });
  after(async () => {
    await gateway?.stop();
    await Promise.all([cakupan?.stop(), database?.stop()]);
    await rm(folder, { recursive: true });
  });

  const sources = () => [
    { name: "cakupan", kind: "subgraph", address: `${cakupan.url}/graphql`, trusted: true },
    {
      name: "health",
      kind: "mysql",
      address: `mysql://reader:{env.HEALTH_PASSWORD}@127.0.0.1:${database.port}/health`,
      tables: ["clinics"],
      attach: [
        { to: ["City"], field: "clinics", key: "code", query: "clinics", argument: "where.city", many: true },
      ],
    },
  ];
  const CLINICS = "{ cities { code clinics { name beds } } }";
  const clinics = ({ data }) => data.cities.map((city) => city.clinics);

  it("adds its rows to the types of regions, by key", async () => {
    const answer = await ask(gateway.url, CLINICS);
    assert.deepEqual(answer.errors, []);
    assert.deepEqual(clinics(answer), [
      [
        { name: "Puskesmas Utara", beds: 12 },
        { name: "Puskesmas Selatan", beds: null },
      ],
      [{ name: "Klinik Laut", beds: 4 }],
      [],
    ]);
  });

  it("shows only the tables that are named, and is not written to", async () => {
    const { data } = await ask(gateway.url, "{ __schema { types { name } mutationType { name } } }");
    const names = data.__schema.types.map(({ name }) => name);
    assert.ok(names.includes("Healthclinics"));
    assert.ok(!names.some((name) => /patients/i.test(name)));
    assert.equal(data.__schema.mutationType, null);
  });

  it("keeps its password out of what is composed", async () => {
    assert.doesNotMatch(await readFile(gateway.composed, "utf8"), /pass-word-1/);
  });

  it("costs only its own fields when it is down, and tells callers nothing of why", async () => {
    await database.stop();
    database = null;
    const { data, errors } = await ask(gateway.url, CLINICS);
    assert.deepEqual(clinics({ data }), [null, null, null]);
    assert.ok(errors.length > 0);
    for (const { message, extensions } of errors)
      assert.deepEqual(
        [message, extensions],
        ['The source "health" did not answer.', { code: "SOURCE_FAILED", source: "health" }],
      );
  });
});
