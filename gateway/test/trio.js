import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silent } from "../lib/log.js";
import { serve } from "../serve.js";
import { stubSubgraph, stubWages } from "./stubs.js";

export const CITIES = ["10", "20", "30"].map((code) => ({ code, name: `City ${code}` }));

const CAKUPAN = `
type City @key(fields: "code") { code: String! name: String! secret: String next: City }
type Query { cities: [City!]! city(code: String!): City }`;
const PARTNER = `type City @key(fields: "code") { code: String! povertyRate: Float }`;

const city = (code) => {
  const found = CITIES.find((each) => each.code === code);
  return found && { __typename: "City", ...found, secret, next: () => city(code) };
};
const secret = () => {
  throw Object.assign(new Error("You may not read this."), { extensions: { code: "FORBIDDEN" } });
};

/** An operation of fields of all three sources, and its cities. */
export const ALL = "{ cities { code name povertyRate wage { rupiah } } }";
export const whole = (fields = {}) =>
  CITIES.map(({ code, name }) => ({
    code,
    name,
    povertyRate: 0.1,
    wage: { rupiah: Number(code) * 100 },
    ...fields,
  }));

/** What callers read of a source that failed. */
export const failed = (source) => ({ code: "SOURCE_FAILED", source });

const sourcesOf = (cakupan, poverty, wages) => [
  {
    name: "cakupan",
    kind: "subgraph",
    address: `${cakupan.url}/graphql`,
    forward: ["x-api-key"],
    trusted: true,
  },
  {
    name: "poverty",
    kind: "subgraph",
    address: `${poverty.url}/graphql`,
    headers: { "x-partner": "{env.PARTNER_KEY}" },
    timeoutSeconds: 0.3,
  },
  {
    name: "wages",
    kind: "json",
    address: wages.url,
    timeoutSeconds: 0.3,
    operations: [
      {
        field: "wages",
        path: "/wages",
        arguments: { codes: "[String]" },
        type: "Wage",
        sample: [{ code: "10", rupiah: 1 }],
      },
      {
        field: "wageOf",
        path: "/wages/{args.code}",
        arguments: { code: "String" },
        type: "Wage",
        sample: { code: "10", rupiah: 1 },
      },
    ],
    attach: [
      { to: ["City"], field: "wage", key: "code", query: "wages", argument: "codes", match: "code" },
      { to: ["City"], field: "ownWage", key: "code", query: "wageOf", argument: "code" },
    ],
  },
];

/** A gateway over stubs of Cakupan, of a partner's subgraph and of a service. */
export class Trio {
  static async start() {
    const trio = new Trio();
    trio.folder = await mkdtemp(join(tmpdir(), "gateway-test-"));
    trio.cakupan = await stubSubgraph(CAKUPAN, ({ code }) => city(code), {
      cities: () => CITIES.map(({ code }) => city(code)),
      city: ({ code }) => city(code),
    });
    trio.poverty = await stubSubgraph(PARTNER, ({ __typename, code }) => ({
      __typename,
      code,
      povertyRate: 0.1,
    }));
    trio.wages = await stubWages();
    trio.sources = sourcesOf(trio.cakupan, trio.poverty, trio.wages);
    trio.file = await trio.written("sources.json", trio.sources);
    trio.gateway = await trio.serve();
    return trio;
  }

  get stubs() {
    return [this.cakupan, this.poverty, this.wages];
  }

  /** Another gateway over the same sources, or others. */
  serve(more = {}) {
    const environment = { ...process.env, PARTNER_KEY: "partner-key" };
    return serve({ file: this.file, port: 0, folder: this.folder, log: silent, environment, ...more });
  }

  async written(name, sources) {
    const file = join(this.folder, name);
    await writeFile(file, JSON.stringify({ sources }));
    return file;
  }

  reset() {
    for (const source of this.stubs)
      Object.assign(source, { requests: [], delay: 0, status: 200, text: null, send: null, headers: {} });
    this.cakupan.headers = { "x-data-version": "v1" };
  }

  send(query, { headers = {}, ...more } = {}) {
    return fetch(`${this.gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, ...more }),
    });
  }

  async ask(query, more) {
    return (await this.send(query, more)).json();
  }

  async stop() {
    await this.gateway?.stop();
    await Promise.all(this.stubs.map((each) => each?.stop()));
    await rm(this.folder, { recursive: true });
  }
}
