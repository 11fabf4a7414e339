import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { dayAfter, today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { globalId } from "../support/node-samples.js";
import { observation, WORLD } from "../support/rows.js";

// What the attacker may see is of Jambi (15); all of this is of Semarang (33.74), or of nobody's.
const SECRETS = {
  npp: "NPP-31337",
  wages: 987_654_321,
  paid: 123_454_321,
  arrears: 777_777_777,
  workers: 4_242,
  embargoed: 5_318_008,
  month: "2025-03",
};
const SECRET = /NPP-31337|987654321|123454321|777777777|4242\b|5318008|2025-03/;
/** Columns that no statement of the attacker may read; totals are suppressed after they are read. */
const COLUMNS = /wage_bill|contributions_paid|arrears(?!_of)|registration_number/;

const employer = (id: string, region_code: string, more: object = {}) => ({
  id,
  name: `Firm ${id}`,
  kind: "PRIVATE",
  region_code,
  source_id: "a",
  ...more,
});
const monthly = (employer_id: string, region_code: string, month: string, more: object = {}) => ({
  employer_id,
  region_code,
  month,
  workers: 20,
  risk_group: "LOW",
  wage_bill_idr: 30_000_000,
  contributions_paid_idr: 1_000_000,
  arrears_idr: 0,
  source_id: "a",
  ...more,
});
const HIDDEN = globalId("EmployerReturn", `gamma~${SECRETS.month}`);
const MISSING = globalId("EmployerReturn", `gamma~1999-01`);
const OWN = globalId("EmployerReturn", "alpha~2025-01");
const rep = (id: string): string =>
  `_entities(representations: $r) { ... on EmployerReturn { id wageBill month } }`.replace(
    "$r",
    `[{ __typename: "EmployerReturn", id: "${id}" }]`,
  );

interface Attack {
  query: string;
  variables?: object;
}

/** By nine routes to a field, eight to rows, and by filters, orders, counts and cursors. */
const ATTACKS: Record<string, Attack> = {
  "a field": { query: `{ employers { nodes { registrationNumber } } }` },
  "an alias": { query: `{ employers { nodes { a: registrationNumber name: registrationNumber } } }` },
  "a fragment": {
    query: `{ employers { nodes { ...F } } } fragment F on Employer { registrationNumber returns { nodes { wageBill } } }`,
  },
  "an inline fragment": {
    query: `{ employers { nodes { ... on Node { ... on Employer { registrationNumber } } } } }`,
  },
  "an included field": {
    query: `query ($yes: Boolean!) { employers { nodes { registrationNumber @include(if: $yes) } } }`,
    variables: { yes: true },
  },
  "a union": { query: `{ search(text: "Firm") { ... on Employer { registrationNumber } } }` },
  "node and nodes": {
    query: `{ node(id: "${globalId("Employer", "gamma")}") { ... on Employer { registrationNumber returns { nodes { arrears } } } } nodes(ids: ["${HIDDEN}", "${OWN}"]) { ... on EmployerReturn { month workers wageBill } } }`,
  },
  entities: { query: `{ ${rep(HIDDEN)} }` },
  "entities by number": {
    query: `{ _entities(representations: [{ __typename: "Employer", registrationNumber: "${SECRETS.npp}" }]) { ... on Employer { name } } }`,
  },
  "a look-up by number": { query: `{ employer(registrationNumber: "${SECRETS.npp}") { name } }` },
  "a list": { query: `{ employerReturns(first: 50) { nodes { month workers employer { name } } } }` },
  "a list with amounts": {
    query: `{ employerReturns(first: 50) { nodes { wageBill contributionsDue contributionsPaid arrears } } }`,
  },
  "rows below an employer": {
    query: `{ employers { nodes { name returns(first: 50) { nodes { month workers } } } } }`,
  },
  "rows below rows": {
    query: `{ employerReturns { nodes { employer { region { employers { nodes { returns { nodes { month workers } } } } } } } } }`,
  },
  "a filter of another region": {
    query: `{ employerReturns(filter: { region: { within: "33" } }) { nodes { month workers } } }`,
  },
  "a filter of either": {
    query: `{ employerReturns(filter: { or: [{ region: { within: "33" } }, { workers: { gt: 1 } }] }) { nodes { month workers } } }`,
  },
  "a filter by an employer": {
    query: `query ($f: EmployerReturnFilter) { employerReturns(filter: $f) { nodes { month workers } } }`,
    variables: { f: { employer: { name: { eq: "Firm gamma" } } } },
  },
  "the end of the list": {
    query: `{ employerReturns(last: 50, orderBy: [{ field: WORKERS }]) { nodes { month workers } edges { cursor } } }`,
  },
  "embargoed figures": { query: `{ embargoedObservations { nodes { value } } }` },
  observations: { query: `{ observations(first: 50) { totalCount nodes { value releasedOn } } }` },
  "an embargoed figure by id": {
    query: `{ nodes(ids: ["$EMBARGOED"]) { ... on EmbargoedObservation { value } ... on Observation { value } } }`,
  },
  statistics: {
    query: `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [YEAR]) { rows { year cells { value } } } }`,
  },
  coverage: { query: `{ regions(first: 50) { nodes { code coverage { protectedWorkers { value } } } } }` },
  "a search for a number": { query: `{ search(text: "${SECRETS.npp}") { __typename } }` },
  totals: {
    query: `{ compliance(month: "2025-03", groupBy: [REGENCY]) { rows { region { code } employers workers arrears } } }`,
  },
  about: { query: `{ about { datasets { tables { table rows } } } }` },
  "usage of others": { query: `{ viewer { partner { slug } usage { coordinate operations } } }` },
};

/** Values by which rows would be chosen: nothing of these is answered at all. */
const REFUSED: Record<string, Attack> = {
  "a filter by wages": { query: `{ employerReturns(filter: { wageBill: { gt: 1 } }) { totalCount } }` },
  "a negated filter": {
    query: `{ employerReturns(filter: { not: { or: [{ arrears: { lt: 5 } }] } }) { totalCount } }`,
  },
  "a filter in a variable": {
    query: `query ($f: EmployerReturnFilter) { employerReturns(filter: $f) { totalCount } }`,
    variables: { f: { and: [{ contributionsPaid: { gt: 1 } }] } },
  },
  "an order": {
    query: `{ employerReturns(orderBy: [{ field: WAGE_BILL }]) { totalCount edges { cursor } } }`,
  },
  "an order in a variable": {
    query: `query ($o: [EmployerReturnOrder!]) { employerReturns(orderBy: $o) { totalCount } }`,
    variables: { o: [{ field: "ARREARS" }] },
  },
  "a filter below an employer": {
    query: `{ employers { nodes { name returns(filter: { wageBill: { isNull: false } }) { totalCount } } } }`,
  },
  "other groups": { query: `{ compliance(month: "2025-03", groupBy: [SECTOR]) { rows { workers } } }` },
};

describeEachEngine("Whoever asks for what is not theirs", (engine) => {
  let graph: TestGraph;
  let commands: PartnerCommands;
  const apps: FastifyInstance[] = [];
  let embargoedId = "";
  let attacker: Record<string, string>;
  let owner: Record<string, string>;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const month = SECRETS.month;
    await graph.mustLoad({
      ...WORLD,
      employers: [
        employer("alpha", "15.71"),
        employer("beta", "15.01"),
        employer("gamma", "33.74", { registration_number: SECRETS.npp }),
      ],
      employer_returns: [
        monthly("alpha", "15.71", "2025-01"),
        monthly("beta", "15.01", "2025-01"),
        monthly("gamma", "33.74", month, {
          workers: SECRETS.workers,
          wage_bill_idr: SECRETS.wages,
          contributions_paid_idr: SECRETS.paid,
          arrears_idr: SECRETS.arrears,
        }),
      ],
      observations: [
        observation({ value: 10 }),
        observation({ value: SECRETS.embargoed, period_start: "2025", released_on: dayAfter(today()) }),
      ],
    });
    commands = new PartnerCommands(graph.dataSource);
    for (const slug of ["attacker", "owner"]) await commands.create(slug, slug, "GOVERNMENT");
    const keyOf = async (
      partner: string,
      scopes: string[],
      regions: string[],
    ): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await commands.key({ partner, scopes, regions, days: null })}`,
    });
    attacker = await keyOf("attacker", ["returns:read"], ["15"]);
    owner = await keyOf("owner", ["admin"], []);
    const [{ slug }] = await graph.dataSource.query<[{ slug: string }]>(
      "SELECT slug FROM embargoed_observations",
    );
    embargoedId = globalId("EmbargoedObservation", slug);
  });
  afterAll(() => graph.close());
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });

  async function serve(isPublic: string): Promise<FastifyInstance> {
    const config = readConfig({
      NODE_ENV: "test",
      EXPLORER: "false",
      LOG_LEVEL: "silent",
      PUBLIC: isPublic,
      RATE_LIMIT_ANONYMOUS: "0",
    });
    const app = await createApp({
      config,
      dataSource: graph.dataSource,
      logger: createLogger(config),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    apps.push(app);
    return app;
  }

  const given = ({ query, variables = {} }: Attack): { query: string; variables: object } => ({
    query: query.replace("$EMBARGOED", embargoedId),
    variables,
  });
  /** The answers by every door: POST, GET, a persisted operation, and as a file. */
  async function byEveryDoor(
    app: FastifyInstance,
    attack: Attack,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string; isFile: boolean }[]> {
    const { query, variables } = given(attack);
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(query).digest("hex") },
    };
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const post = (url: string, payload: object) => app.inject({ method: "POST", url, headers, payload });
    const answers = [
      await post("/graphql", { query, variables }),
      await post("/graphql", { query, variables }),
      await app.inject({
        url: `/graphql?${search.toString()}`,
        headers: { ...headers, "apollo-require-preflight": "1" },
      }),
      await post("/graphql", { query, variables, extensions }),
      await post("/graphql", { variables, extensions }),
      await post("/export?format=csv", { query, variables }),
    ];
    return answers.map(({ statusCode: status, body: text }, index) => ({
      status,
      text,
      isFile: index === 5,
    }));
  }
  // What the request says itself comes back in messages.
  const without = (text: string, { query, variables }: Attack): string => {
    const said = JSON.stringify([query, variables ?? null]);
    return [SECRETS.npp, SECRETS.month].reduce(
      (left, secret) => (said.includes(secret) ? left.replaceAll(secret, "") : left),
      text,
    );
  };

  for (const isPublic of ["true", "false"])
    describe(`where PUBLIC is ${isPublic}`, () => {
      it("is told none of it by any door, remembered or not, after its owner was", async () => {
        const app = await serve(isPublic);
        const callers = isPublic === "true" ? [attacker, {}] : [attacker];
        for (const [name, attack] of Object.entries(ATTACKS)) {
          await byEveryDoor(app, attack, owner);
          for (const headers of callers) {
            graph.log.texts = [];
            for (const { status, text } of await byEveryDoor(app, attack, headers)) {
              expect([name, status, SECRET.test(without(text, attack)) ? text : ""]).toEqual([
                name,
                status,
                "",
              ]);
              expect(text).not.toMatch(
                /returns:read|wages:read|employers:identify|figures:embargoed|usage:read/,
              );
            }
            const reading = graph.log.texts.filter(
              (text) => COLUMNS.test(text) && !text.startsWith("/* compliance."),
            );
            expect([name, reading]).toEqual([name, []]);
          }
        }
      });

      it("chooses nothing by it", async () => {
        const app = await serve(isPublic);
        for (const [name, attack] of Object.entries(REFUSED)) {
          await byEveryDoor(app, attack, owner);
          graph.log.texts = [];
          for (const { status, text, isFile } of await byEveryDoor(app, attack, attacker)) {
            if (isFile) {
              expect([name, status >= 400]).toEqual([name, true]);
              continue;
            }
            const { data, errors } = JSON.parse(text);
            expect([name, data ?? null, errors.length > 0]).toEqual([name, null, true]);
          }
          expect([
            name,
            graph.log.texts.filter((text) => /employer_returns|compliance_cells/.test(text)),
          ]).toEqual([name, []]);
        }
      });

      it("cannot tell what is hidden from what does not exist", async () => {
        const app = await serve(isPublic);
        const pairs: [Attack, Attack][] = [
          [{ query: `{ node(id: "${HIDDEN}") { id } }` }, { query: `{ node(id: "${MISSING}") { id } }` }],
          [
            { query: `{ nodes(ids: ["${HIDDEN}"]) { id } }` },
            { query: `{ nodes(ids: ["${MISSING}"]) { id } }` },
          ],
          [{ query: `{ ${rep(HIDDEN)} }` }, { query: `{ ${rep(MISSING)} }` }],
          [
            { query: `{ employer(registrationNumber: "${SECRETS.npp}") { name } }` },
            { query: `{ employer(registrationNumber: "NPP-00000") { name } }` },
          ],
          [
            { query: `{ search(text: "${SECRETS.npp}") { __typename } }` },
            { query: `{ search(text: "NPP-00000") { __typename } }` },
          ],
          [
            {
              query: `{ employerReturns(filter: { employer: { name: { eq: "Firm gamma" } } }) { totalCount pageInfo { hasNextPage hasPreviousPage } } }`,
            },
            {
              query: `{ employerReturns(filter: { employer: { name: { eq: "Firm omega" } } }) { totalCount pageInfo { hasNextPage hasPreviousPage } } }`,
            },
          ],
          [
            {
              query: `{ _entities(representations: [{ __typename: "Employer", registrationNumber: "${SECRETS.npp}" }]) { __typename } }`,
            },
            {
              query: `{ _entities(representations: [{ __typename: "Employer", registrationNumber: "NPP-00000" }]) { __typename } }`,
            },
          ],
        ];
        const plain = (text: string): string => text.replace(/"line":\d+,"column":\d+/g, "");
        for (const [hidden, missing] of pairs) {
          const [one, other] = [
            await byEveryDoor(app, hidden, attacker),
            await byEveryDoor(app, missing, attacker),
          ];
          expect(one.map(({ status, text }) => [status, plain(text)])).toEqual(
            other.map(({ status, text }) => [status, plain(text)]),
          );
        }
        // The cursor of another's list leads to one's own rows only.
        const cursors = await app.inject({
          method: "POST",
          url: "/graphql",
          headers: owner,
          payload: { query: `{ employerReturns(orderBy: [{ field: ARREARS }]) { edges { cursor } } }` },
        });
        for (const { cursor } of JSON.parse(cursors.body).data.employerReturns.edges) {
          const { body } = await app.inject({
            method: "POST",
            url: "/graphql",
            headers: attacker,
            payload: {
              query: `{ employerReturns(after: "${cursor}", orderBy: [{ field: ARREARS }]) { nodes { month } } }`,
            },
          });
          expect(JSON.parse(body).data ?? null).toBeNull();
        }
      });

      it("leaves nothing for caches, and gets no answer with a key that is not accepted", async () => {
        const app = await serve(isPublic);
        const search = `/graphql?${new URLSearchParams({ query: `{ employers { nodes { registrationNumber } } }` }).toString()}`;
        const headers = { "apollo-require-preflight": "1" };
        const first = await app.inject({ url: search, headers: { ...headers, ...owner } });
        expect([first.statusCode, first.body.includes(SECRETS.npp)]).toEqual([200, true]);
        expect([first.headers["cache-control"], first.headers.etag]).toEqual([
          "private, no-store",
          undefined,
        ]);
        const again = await app.inject({
          url: search,
          headers: { ...headers, ...owner, "if-none-match": "*" },
        });
        expect(again.statusCode).toBe(200);
        const good = owner.authorization ?? "";
        for (const authorization of [
          "",
          "Bearer",
          "Bearer x",
          good.replace("Bearer", "Basic"),
          `${good}x`,
          good.slice(0, -1),
          `${good}, ${good}`,
        ]) {
          const refused = await app.inject({ url: search, headers: { ...headers, authorization } });
          expect([authorization, refused.statusCode, JSON.parse(refused.body)]).toEqual([
            authorization,
            401,
            { errors: [expect.objectContaining({ extensions: { code: "UNAUTHENTICATED" } })] },
          ]);
        }
        if (isPublic === "true") {
          const open = await app.inject({ url: search, headers });
          expect([
            open.headers.vary?.includes("authorization") ?? open.headers.etag === undefined,
            SECRET.test(open.body),
          ]).toEqual([true, false]);
        } else {
          for (const url of [
            search,
            "/schema.graphql",
            "/export?format=csv",
            "/export/11-conflicts.csv",
            "/",
            "/explorer",
          ])
            expect([url, (await app.inject({ url, headers })).statusCode]).toEqual([url, 401]);
          expect((await app.inject({ url: "/health/live" })).statusCode).toBe(200);
        }
      });
    });

  it("gets, with two hundred keys at once, what each key opens and nothing of another's", async () => {
    const app = await serve("true");
    const kinds = [
      { regions: ["15"], scopes: ["returns:read"], sees: ["15.01", "15.71"], wages: false },
      { regions: ["33.74"], scopes: ["returns:read", "wages:read"], sees: ["33.74"], wages: true },
      { regions: ["15.71"], scopes: ["returns:read", "wages:read"], sees: ["15.71"], wages: true },
      { regions: ["33.22"], scopes: ["returns:read"], sees: [], wages: false },
    ];
    const keys: { authorization: string; kind: (typeof kinds)[number]; slug: string }[] = [];
    for (let number = 0; number < 200; number += 1) {
      const [kind] = kinds.slice(number % kinds.length);
      if (!kind) throw new Error("There are four kinds");
      const slug = `load-${number % 40}`;
      if (number < 40) await commands.create(slug, slug, "SYSTEM");
      keys.push({
        kind,
        slug,
        authorization: `Bearer ${await commands.key({ partner: slug, scopes: kind.scopes, regions: kind.regions, days: null })}`,
      });
    }
    const query = `{ viewer { partner { slug } regions { code } } employerReturns(orderBy: [{ field: MONTH }]) { totalCount nodes { region { code } wageBill } } }`;
    const plain = `{ employerReturns(orderBy: [{ field: MONTH }]) { nodes { region { code } } } }`;
    const ask = async ({ authorization, kind, slug }: (typeof keys)[number]): Promise<void> => {
      const post = async (document: string): Promise<any> =>
        JSON.parse(
          (
            await app.inject({
              method: "POST",
              url: "/graphql",
              headers: { authorization },
              payload: { query: document },
            })
          ).body,
        );
      const { data, errors } = await post(query);
      const regions = (rows: any[]): string[] => rows.map(({ region }) => region.code).sort();
      expect(data.viewer).toEqual({ partner: { slug }, regions: kind.regions.map((code) => ({ code })) });
      expect([data.employerReturns.totalCount, regions(data.employerReturns.nodes)]).toEqual([
        kind.sees.length,
        kind.sees,
      ]);
      expect(data.employerReturns.nodes.every((node: any) => "wageBill" in node === kind.wages)).toBe(true);
      expect((errors ?? []).length).toBe(kind.wages ? 0 : 1);
      expect(regions((await post(plain)).data.employerReturns.nodes)).toEqual(kind.sees);
    };
    await Promise.all(keys.map(ask));
    await Promise.all([...keys].reverse().map(ask));
  });
});
