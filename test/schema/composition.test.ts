import { describe, expect, it } from "@jest/globals";
import { composeServices } from "@theguild/federation-composition";
import { buildSchema, findBreakingChanges, parse, type GraphQLObjectType } from "graphql";
import { servedSchema } from "../../src/server/schema.js";

const cakupan = { name: "cakupan", typeDefs: parse(servedSchema().sdl) };

const alone = buildSchema(servedSchema().clientSdl);

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@interfaceObject"])`;

interface Composed {
  errors: string[];
  /** What callers of ours lose by it. */
  changes: string[];
  fieldsOf: (type: string) => string[];
}

function compose(...partners: string[]): Composed {
  const services = partners.map((sdl, index) => ({
    name: `partner-${index}`,
    typeDefs: parse(`${LINK}\n${sdl}`),
  }));
  const { errors = [], publicSdl } = composeServices([cakupan, ...services]);
  const schema = publicSdl === undefined ? null : buildSchema(publicSdl);
  return {
    errors: errors.map(({ message }) => message),
    changes: schema === null ? [] : findBreakingChanges(alone, schema).map(({ description }) => description),
    fieldsOf: (type) =>
      Object.keys((schema?.getType(type) as GraphQLObjectType | undefined)?.getFields() ?? {}),
  };
}

describe("The SDL in a federation", () => {
  it("composes on its own, and shows callers what it shows without a gateway", () => {
    const { errors, fieldsOf } = compose();
    expect(errors).toEqual([]);
    const { schema } = servedSchema();
    for (const type of ["Query", "City", "Employer", "Observation"]) {
      const own = Object.keys((schema.getType(type) as GraphQLObjectType).getFields());
      expect(fieldsOf(type).sort()).toEqual(own.filter((name) => !name.startsWith("_")).sort());
    }
  });

  it("says what needs which scope, and what is for partners", () => {
    expect(servedSchema().sdl).toMatch(
      /wageBill: SafeInt[^\n]*@requiresScopes\(scopes: \[\["wages:read"\]\]\)/,
    );
    const result = composeServices([cakupan]);
    expect(result.errors ?? []).toEqual([]);
    const supergraph = result.supergraphSdl ?? "";
    expect(supergraph).toMatch(/wageBill: CakupanFloatFilter[^\n]*@tag\(name: "partner"\)/);
    // Gateways must start with it, and leave it to us who may see what.
    expect(supergraph).not.toMatch(/requiresScopes|for: SECURITY/);
    expect(result.publicSdl).not.toMatch(/requiresScopes|@tag/);
  });

  it("lets a partner add fields to every kind of region at once, by code", () => {
    // The partner declares the scalar too: a key has one type in all subgraphs, and `code: String!` is another.
    const { errors, fieldsOf } = compose(`
      scalar RegionCode
      type Region @key(fields: "code") @interfaceObject { code: RegionCode! povertyRate: Float }
    `);
    expect(errors).toEqual([]);
    for (const type of ["Region", "Country", "Province", "Regency", "City", "Village"]) {
      expect(fieldsOf(type)).toEqual(expect.arrayContaining(["povertyRate", "coverage", "code"]));
    }
  });

  it("lets a partner add fields to one kind of region, with the key's own type only", () => {
    const city = (type: string): Composed =>
      compose(`scalar RegionCode type City @key(fields: "code") { code: ${type}! mayor: String }`);
    expect(city("RegionCode").errors).toEqual([]);
    expect(city("RegionCode").fieldsOf("City")).toContain("mayor");
    expect(city("RegionCode").fieldsOf("Regency")).not.toContain("mayor");
    expect(city("String").errors[0]).toContain('Type of field "City.code" is incompatible');
  });

  it.each([
    ["id", "ID!"],
    ["registrationNumber", "String"],
  ])("lets a partner add fields to employers, by %s", (key, type) => {
    const { errors, fieldsOf } = compose(
      `type Employer @key(fields: "${key}") { ${key}: ${type} safetyRating: Int } type Query { safest: Employer }`,
    );
    expect(errors).toEqual([]);
    expect(fieldsOf("Employer")).toEqual(expect.arrayContaining(["safetyRating", "enrolmentRate"]));
    expect(fieldsOf("Query")).toEqual(expect.arrayContaining(["safest", "employers"]));
  });

  it("lets partners of both kinds live together", () => {
    const { errors, fieldsOf } = compose(
      `scalar RegionCode type Region @key(fields: "code") @interfaceObject { code: RegionCode! povertyRate: Float }`,
      `type Employer @key(fields: "id") { id: ID! safetyRating: Int }`,
      `type Indicator @key(fields: "code") { code: String! target: Float }`,
    );
    expect(errors).toEqual([]);
    expect([...fieldsOf("City"), ...fieldsOf("Employer"), ...fieldsOf("Indicator")]).toEqual(
      expect.arrayContaining(["povertyRate", "safetyRating", "target"]),
    );
  });

  it("composes with a partner that has connections of its own", () => {
    const { errors, fieldsOf } = compose(`
      type PageInfo @federation__shareable {
        hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String
      }
      type SchoolConnection { nodes: [String!]! pageInfo: PageInfo! }
      type Query { schools(first: Int): SchoolConnection! }
    `);
    expect(errors).toEqual([]);
    expect(fieldsOf("PageInfo")).toContain("endCursor");
  });

  it("is whole beside a partner whose inputs and enums have the names that such things have everywhere", () => {
    const filters = ["String", "Int", "Float", "Date", "Month"].map(
      (name) => `input ${name}Filter { eq: String like: String }`,
    );
    const { errors, changes } = compose(`
      ${filters.join(" ")}
      enum OrderDirection { ASC } enum SearchType { SCHOOL } enum CodeSystem { NPSN }
      input SchoolFilter { name: StringFilter seats: IntFilter share: FloatFilter day: DateFilter month: MonthFilter }
      type Query { schools(filter: SchoolFilter, direction: OrderDirection, types: [SearchType!], codes: CodeSystem): [String!] }
    `);
    expect(errors).toEqual([]);
    expect(changes).toEqual([]);
  });

  it("does not compose with a partner who has a filter of the name of ours, rather than lose conditions", () => {
    const { errors } = compose(`
      input StringFilter { eq: String }
      input EmployerFilter { name: StringFilter }
      type Query { shops(filter: EmployerFilter): [String!] }
    `);
    expect(errors.join()).toContain("EmployerFilter.name");
  });

  it("does not compose with a partner that refers to a key it does not have", () => {
    const { errors } = compose(
      `type Employer @key(fields: "taxNumber") { taxNumber: String! safetyRating: Int }`,
    );
    expect(errors).not.toEqual([]);
  });
});
