import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { buildSchema, printSchema } from "graphql";
import { attachedFields } from "../lib/attach.js";
import { readSources } from "../lib/sources.js";
import { subgraphOf } from "../lib/subgraphs.js";

const SCHEMA = buildSchema(`
  type Query { clinics(where: Where, codes: [String]): [Clinic!]! clinic(code: String): Clinic }
  type Mutation { addClinic(clinic: NewClinic): Clinic }
  input Where { code: String }
  input NewClinic { name: String }
  type Clinic { code: String name: String }`);

const SOURCE = {
  name: "clinics",
  kind: "graphql",
  address: "http://127.0.0.1:1",
  prefix: "Clinics",
  headers: {},
};
const transformed = subgraphOf(SOURCE).transforms.reduce(
  (schema, transform) => transform(schema, SOURCE),
  SCHEMA,
);

describe("A service in the graph", () => {
  it("can be read, and not written to", () => {
    const sdl = printSchema(transformed);
    assert.match(sdl, /type Query/);
    assert.doesNotMatch(sdl, /Mutation|addClinic|NewClinic/);
  });

  it("has its name before types, inputs and root fields", () => {
    assert.deepEqual(Object.keys(transformed.getQueryType().getFields()), [
      "clinicsClinics",
      "clinicsClinic",
    ]);
    for (const name of ["Where", "Clinic"]) {
      assert.equal(transformed.getType(name), undefined);
      assert.ok(transformed.getType(`Clinics${name}`));
    }
  });

  const attached = (attach) =>
    attachedFields(
      [{ ...SOURCE, attach: [{ to: ["City"], field: "clinics", key: "code", ...attach }] }],
      () => transformed,
    );

  it("attaches fields by all keys at once, by one key each, and by a field of an argument", () => {
    assert.match(
      attached({ query: "clinics", argument: "codes", match: "code", many: true }),
      /extend type City[^@]*clinics: \[ClinicsClinic!\] @resolveTo[^)]*keysArg: "codes" valueKeyField: "code"/,
    );
    assert.match(
      attached({ query: "clinic", argument: "code" }),
      /clinics: ClinicsClinic @resolveTo[^)]*sourceArgs: { code: "{root.code}" }/,
    );
    assert.match(
      attached({ query: "clinics", argument: "where.code", many: true }),
      /sourceArgs: { where: { code: "{root.code}" } }/,
    );
  });

  for (const [title, attach, reason] of [
    [
      "a query that is not there",
      { query: "shops", argument: "codes" },
      /no query "shops"; there are clinics, clinic/,
    ],
    [
      "an argument that is not there",
      { query: "clinic", argument: "id" },
      /no argument "id"; there are code/,
    ],
    [
      "a key of results that is not there",
      { query: "clinics", argument: "codes", match: "id" },
      /ClinicsClinic has no field "id"/,
    ],
    ["many results where one is meant", { query: "clinics", argument: "where.code" }, /say "many"/],
  ])
    it(`is refused with ${title}, by what there is`, () => assert.throws(() => attached(attach), reason));
});

describe("The file of sources", () => {
  const read = async (content) => {
    const folder = await mkdtemp(join(tmpdir(), "gateway-sources-"));
    try {
      await writeFile(
        join(folder, "sources.json"),
        typeof content === "string" ? content : JSON.stringify(content),
      );
      return await readSources(join(folder, "sources.json"), { TOKEN: "secret" });
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const CAKUPAN = { name: "cakupan", kind: "subgraph", address: "http://127.0.0.1:4000/graphql" };

  it("takes values of variables", async () => {
    const [source] = await read({
      sources: [{ ...CAKUPAN, headers: { Authorization: "Bearer {env.TOKEN}" } }],
    });
    assert.deepEqual(source.headers, { authorization: "Bearer secret" });
  });

  for (const [title, content, reason] of [
    ["is no JSON", "{", /is not JSON/],
    [
      "names an unknown kind",
      { sources: [{ ...CAKUPAN, kind: "soap" }] },
      /kind must be .* subgraph, graphql/,
    ],
    [
      "has an option that there is not",
      { sources: [{ ...CAKUPAN, header: {} }] },
      /additional properties: "header"/,
    ],
    ["describes no OpenAPI service", { sources: [{ ...CAKUPAN, kind: "openapi" }] }, /description/],
    [
      "names a variable that is not set",
      { sources: [{ ...CAKUPAN, headers: { a: "{env.OTHER}" } }] },
      /cakupan: OTHER is not set/,
    ],
    ["names two sources alike", { sources: [CAKUPAN, CAKUPAN] }, /the name of two sources/],
  ])
    it(`is refused, by place, when it ${title}`, () => assert.rejects(read(content), reason));
});
