import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createServer } from "node:http";
import { buildSchema } from "graphql";
import { listen } from "../example/listen.js";
import { smokeFaults } from "../lib/check-answers.js";
import { changesOf, composeByApollo, foreignFields, takenOver } from "../lib/check-schema.js";

const OURS = buildSchema(`
  type Query { cities(filter: CityFilter): [City!]! }
  input CityFilter { name: TextFilter kind: Kind }
  input TextFilter { eq: String contains: String }
  enum Kind { LARGE SMALL }
  type City { name: String kind: Kind }`);
const WHOLE = `
  type Query { cities(filter: CityFilter): [City!]! schools: [String] }
  input CityFilter { name: TextFilter kind: Kind }
  input TextFilter { eq: String contains: String }
  enum Kind { LARGE SMALL }
  type City { name: String kind: Kind povertyRate: Float wage: Wage }
  type Wage { rupiah: Int }`;

describe("The check of what is composed", () => {
  const changes = (from, to) => changesOf(OURS, buildSchema(WHOLE.replace(from, to)));

  it("finds nothing where others only add", () => {
    assert.deepEqual(changes("", ""), []);
  });

  for (const [title, from, to, reason] of [
    ["an operator of a filter is lost", "contains: String", "", /contains was removed/],
    ["a value of an enumeration is lost", "SMALL", "", /SMALL was removed/],
    ["a value is added to an enumeration of ours", "SMALL", "SMALL TINY", /TINY was added/],
    ["a field is lost", "name: String kind: Kind pov", "kind: Kind pov", /City.name was removed/],
    [
      "a type is another",
      "name: String kind: Kind pov",
      "name: Int kind: Kind pov",
      /City.name changed type/,
    ],
  ])
    it(`tells that ${title}`, () => assert.match(changes(from, to).join(), reason));

  it("lists the fields that others add to types of ours", () => {
    assert.deepEqual(foreignFields(OURS, buildSchema(WHOLE)), ["City.povertyRate", "City.wage"]);
  });

  it("tells which fields of ours another source takes over, also for some requests only", () => {
    const composed = `enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
      type Query @join__type(graph: A) @join__type(graph: B) { cities: [City!]! @join__field(graph: A) }
      type City @join__type(graph: A) @join__type(graph: B) {
        name: String @join__field(graph: B, override: "a") @join__field(graph: A, usedOverridden: true)
        kind: Kind @join__field(graph: B, override: "a", overrideLabel: "beta") @join__field(graph: A)
      }`;
    const taken = (text) => takenOver(OURS, { name: "a" }, text);
    assert.deepEqual(taken(composed), [
      "City.name is answered by another source",
      "City.kind is answered by another source",
    ]);
    assert.deepEqual(
      taken(composed.replaceAll(/(override|overrideLabel|usedOverridden): [^,)]*/g, "external: false")),
      [],
    );
  });

  it("tells what only Apollo's composer refuses or sees", () => {
    const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
    const subgraph = (name, sdl) => ({ name, address: `http://${name}`, sdl: `${LINK} ${sdl}` });
    const ours = subgraph(
      "ours",
      'type Query { city: City } type City @key(fields: "code") { code: String! }',
    );
    const sound = composeByApollo([
      ours,
      subgraph("b", 'type City @key(fields: "code") { code: String! mayor: String }'),
    ]);
    assert.deepEqual(sound.faults, []);
    assert.ok(sound.schema.getType("City").getFields().mayor);
    const faulty = composeByApollo([ours, subgraph("b", 'type City @key(fields: "code") { code: Int! }')]);
    assert.match(faulty.faults.join(), /City.code/);
  });
});

describe("The check of answers", () => {
  let server, answer;
  before(async () => {
    server = await listen(
      createServer((_request, response) => response.end(JSON.stringify(answer))),
      0,
    );
  });
  after(() => server.stop());

  const QUERY = "{ cities { rate: povertyRate ... on City { wage { rupiah } } } }";
  const faults = (data, { errors, smoke = [QUERY] } = {}) => {
    answer = { data, errors };
    return smokeFaults(
      server.url,
      buildSchema(WHOLE),
      [{ name: "bps", smoke }],
      ["City.povertyRate", "City.wage"],
    );
  };

  it("finds nothing where some answer of every foreign field is not null", async () => {
    const cities = [
      { rate: null, wage: null },
      { rate: 0, wage: { rupiah: 1 } },
    ];
    assert.deepEqual(await faults({ cities }), []);
  });

  it("tells a field that is always null without an error, which composing does not", async () => {
    const cities = [{ rate: null, wage: { rupiah: 1 } }];
    assert.deepEqual(await faults({ cities }), ["bps: City.povertyRate is always null at cities.rate"]);
  });

  it("tells errors, and fields that no operation asks for", async () => {
    assert.deepEqual(
      await faults({ cities: [{ rate: 1, wage: { rupiah: 1 } }] }, { errors: [{ message: "no" }] }),
      ["bps: no"],
    );
    assert.deepEqual(
      await faults({ cities: [{ rate: 1 }] }, { smoke: ["{ cities { rate: povertyRate } }"] }),
      ["no smoke operation asks for City.wage"],
    );
  });
});
