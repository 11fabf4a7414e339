import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { ANONYMOUS, OPERATOR, viewerOf } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { globalId } from "../support/node-samples.js";
import { WORLD } from "../support/rows.js";

const ID = globalId("Employer", "alpha");
const NUMBER = "NPP-0815";

describeEachEngine("Registration numbers", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const employers = ["alpha", "beta"].map((slug) => ({
      id: slug,
      name: slug,
      kind: "PRIVATE",
      region_code: "15.71",
      source_id: "a",
    }));
    await graph.mustLoad({ ...WORLD, employers });
    await graph.dataSource.query(
      `UPDATE employers SET registration_number = '${NUMBER}' WHERE slug = 'alpha'`,
    );
  });
  beforeEach(() => {
    graph.viewer = ANONYMOUS;
    graph.log.texts = [];
  });
  afterAll(() => graph.close());

  const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Employer { name registrationNumber } } }`;
  const routes: [string, string, Record<string, unknown>][] = [
    ["a look-up", `{ employer(id: "${ID}") { name registrationNumber } }`, {}],
    ["an alias", `{ employer(id: "${ID}") { name number: registrationNumber } }`, {}],
    [
      "a list",
      `{ employers { nodes { name registrationNumber } edges { node { registrationNumber } } } }`,
      {},
    ],
    ["a fragment", `{ employers { nodes { ...F } } } fragment F on Employer { name registrationNumber }`, {}],
    ["a node", `{ node(id: "${ID}") { id ... on Employer { name registrationNumber } } }`, {}],
    ["nodes", `{ nodes(ids: ["${ID}"]) { ... on Employer { name registrationNumber } } }`, {}],
    ["entities", ENTITIES, { of: [{ __typename: "Employer", id: ID }] }],
    ["a relation", `{ region(code: "15.71") { employers { nodes { name registrationNumber } } } }`, {}],
    ["a search", `{ search(text: "alpha") { ... on Employer { name registrationNumber } } }`, {}],
    [
      "a variable",
      `query ($yes: Boolean = true) { employers { nodes { name registrationNumber @include(if: $yes) } } }`,
      {},
    ],
    ["nothing beside it", `{ employers { nodes { registrationNumber } } }`, {}],
  ];

  it.each(routes)("are not read for anybody, by %s", async (_route, document, variables) => {
    const { data, errors } = await graph.ask(document, variables);
    expect(errors.length).toBeGreaterThan(0);
    for (const { message, extensions } of errors) {
      expect(extensions).toEqual({ code: "FORBIDDEN" });
      expect(message).toContain("`Employer.registrationNumber`");
      expect(message).not.toContain("employers:identify");
    }
    expect(JSON.stringify(data)).not.toMatch(/registrationNumber|NPP/);
    await graph.askPlain(document, variables);
    expect(graph.log.texts.filter((text) => text.includes("registration_number"))).toEqual([]);
  });

  it.each(routes)(
    "are read for whoever may see them, by %s, before and after others ask",
    async (_route, document, variables) => {
      for (const isOpen of [true, false, true, false]) {
        graph.viewer = isOpen ? OPERATOR : ANONYMOUS;
        const { data, errors } = await graph.ask(document, variables);
        expect(JSON.stringify(data).includes(NUMBER)).toBe(isOpen);
        expect(errors.length === 0).toBe(isOpen);
      }
    },
  );

  it("are read for no viewer whose scopes are others", async () => {
    graph.viewer = viewerOf({
      partner: null,
      keyId: "k",
      scopes: [
        "returns:read",
        "wages:read",
        "figures:embargoed",
        "submissions:write",
        "submissions:review",
        "usage:read",
      ],
      regions: null,
      expiresAt: null,
    });
    const { errors } = await graph.ask(`{ employers { nodes { registrationNumber } } }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });

  it("tell nobody whether there is one", async () => {
    const answers = async (number: string): Promise<unknown[]> => [
      await graph.ask(`{ employer(registrationNumber: "${number}") { name } }`),
      await graph.ask(ENTITIES.replace(" registrationNumber", ""), {
        of: [
          { __typename: "Employer", registrationNumber: number },
          { __typename: "Employer", registrationNumber: number, id: ID },
        ],
      }),
      await graph.ask(`{ search(text: "${number}") { ... on Employer { name } } }`),
    ];
    expect(await answers(NUMBER)).toEqual(await answers("NPP-9999"));
    expect(await graph.data(`{ employer(registrationNumber: "${NUMBER}") { name } }`)).toEqual({
      employer: null,
    });
    expect(graph.log.texts.filter((text) => text.includes("registration_number"))).toEqual([]);
    graph.viewer = OPERATOR;
    expect(await graph.data(`{ employer(registrationNumber: "${NUMBER}") { name } }`)).toEqual({
      employer: { name: "alpha" },
    });
  });

  describe("over HTTP", () => {
    let app: FastifyInstance;
    let key: string;
    const DOCUMENT = `{ employers { nodes { name registrationNumber } } }`;

    beforeAll(async () => {
      const config = readConfig({ NODE_ENV: "test", EXPLORER: "false" });
      app = await createApp({
        config,
        dataSource: graph.dataSource,
        logger: createLogger(config, { write: () => undefined }),
        assetsFolder: "dist/explorer",
        operationsFolder: "schema/operations",
      });
      const commands = new PartnerCommands(graph.dataSource);
      await commands.create("bpjs", "BPJS", "BPJS");
      key = await commands.key({ partner: "bpjs", scopes: ["employers:identify"], regions: [], days: null });
    });
    afterAll(() => app.close());

    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(DOCUMENT).digest("hex") },
    };
    const post = (payload: object, url = "/graphql") => ({ method: "POST" as const, url, payload });
    const requests: [string, object][] = [
      ["POST", post({ query: DOCUMENT })],
      ["GET", { url: `/graphql?${new URLSearchParams({ query: DOCUMENT }).toString()}` }],
      ["a persisted query", post({ query: DOCUMENT, extensions })],
      ["its hash", post({ extensions })],
      [
        "one of two operations",
        post({ query: `query A { about { version } } query B ${DOCUMENT}`, operationName: "B" }),
      ],
      ["an export", post({ query: DOCUMENT }, "/export?format=csv")],
    ];

    it.each(requests)("go to a key that opens them and to nobody else, by %s", async (_way, request) => {
      for (let time = 0; time < 3; time += 1)
        for (const isKeyed of [true, false]) {
          const headers = {
            "apollo-require-preflight": "1",
            ...(isKeyed && { authorization: `Bearer ${key}` }),
          };
          const { body } = await app.inject({ ...request, headers });
          expect([body.includes(NUMBER), body.includes("FORBIDDEN")]).toEqual([isKeyed, !isKeyed]);
        }
    });
  });
});
