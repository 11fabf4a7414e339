import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ANONYMOUS, OPERATOR } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import { toTree } from "../../src/graph/explain/to-tree.js";
import { explain } from "../../src/server/explain.js";
import { readOperations } from "../../src/server/operations.js";
import { readMapping } from "../../src/transfer/mapping/read-mapping.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";
import { timeless } from "../support/timeless.js";
import { blocksOf, rowsUnder, type Document } from "./markdown.js";
import { documents, textOf } from "./project.js";

/** An operation of a document, and what stands below it: of its answer, or its explanation. */
interface Example {
  path: string;
  document: string;
  answer: unknown;
  explanation: string | null;
}

/** The operations of a document; parts of a schema are none. */
function examplesOf({ path, text }: Document): Example[] {
  const blocks = blocksOf(text);
  return blocks.flatMap(({ language, code }, place) => {
    if (language !== "graphql" || !code.startsWith("{")) return [];
    const next = blocks[place + 1];
    const answer = next?.language === "json" ? (JSON.parse(next.code) as unknown) : null;
    const explanation = next?.language === "text" ? next.code : null;
    return [{ path, document: code, answer, explanation }];
  });
}

/** Whether an answer is shown truly: as a whole or a part of it, in which fields may be left out but no rows. */
function shows(part: unknown, whole: unknown): boolean {
  if (fits(part, whole)) return true;
  return (
    typeof whole === "object" && whole !== null && Object.values(whole).some((below) => shows(part, below))
  );
}

function fits(part: unknown, whole: unknown): boolean {
  if (typeof part !== "object" || part === null) return isDeepStrictEqual(part, whole);
  if (typeof whole !== "object" || whole === null || Array.isArray(part) !== Array.isArray(whole))
    return false;
  if (Array.isArray(part) && part.length !== Object.keys(whole).length) return false;
  return Object.entries(part).every(([key, value]) => fits(value, (whole as Record<string, unknown>)[key]));
}

const CONFIG = readConfig({ NODE_ENV: "test" });

const examples = (await documents()).flatMap(examplesOf);

describeEachEngine("Examples in documents", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it.each(examples)("$path: $document", async ({ path, document, answer, explanation }) => {
    // Those for partners ask for what needs a key.
    graph.viewer = path.endsWith("partners.md") ? OPERATOR : ANONYMOUS;
    const asked = await graph.ask(document);
    expect(asked.errors).toEqual([]);
    if (answer !== null && !shows(answer, asked.data)) expect(asked.data).toEqual(answer);
    if (explanation === null) return;
    const explained = await explain(graph.dataSource, CONFIG, {
      document,
      operationName: null,
      variables: {},
    });
    expect(timeless(toTree(explained, { sql: false }))).toBe(explanation);
  });
});

describe("Examples elsewhere", () => {
  it("are shown in the README and the tour with their answers", () => {
    const answered = examples.filter(({ answer }) => answer !== null).map(({ path }) => path);
    expect(new Set(answered)).toEqual(new Set(["README.md", "docs/use/graph.md"]));
  });

  it("are explained on the page on reading", () => {
    const explained = examples.filter(({ explanation }) => explanation !== null).map(({ path }) => path);
    expect(new Set(explained)).toEqual(new Set(["docs/develop/reading.md"]));
  });

  it("of operations are all listed with their questions", async () => {
    const listed = rowsUnder(await textOf("docs/use/graph.md"), "Operation");
    const operations = await readOperations("schema/operations");
    expect(listed).toEqual(
      operations.map(({ name, question }) => [
        `[${name}](../../schema/operations/${name}.graphql)`,
        question,
      ]),
    );
  });

  it("of a mapping are mappings", async () => {
    const [mapping] = blocksOf(await textOf("docs/use/import.md")).filter(
      ({ language }) => language === "json",
    );
    expect(readMapping(mapping?.code ?? "")).toMatchObject({ table: "observations" });
  });
});

describe("The check of examples", () => {
  const whole = { region: { name: "Jambi", rates: [{ value: 1 }, { value: null }] } };

  it.each([
    [whole],
    [{ region: { name: "Jambi" } }],
    [{ name: "Jambi" }],
    [{ rates: [{ value: 1 }, {}] }],
    [[{ value: 1 }, { value: null }]],
  ])("takes %j", (part) => {
    expect(shows(part, whole)).toBe(true);
  });

  it.each([
    [{ region: { name: "Aceh" } }],
    [{ rates: [{ value: 1 }] }],
    [{ rates: [{ value: 1 }, { value: 0 }] }],
    [{ rate: null }],
    [[{ value: null }, { value: 1 }]],
  ])("tells %j", (part) => {
    expect(shows(part, whole)).toBe(false);
  });

  it("finds operations with what stands below them", () => {
    const text = [
      '```graphql\n{ a }\n```\n```json\n{ "a": 1 }\n```',
      "```graphql\n{ b }\n```\n```text\nquery\n```",
      "```graphql\nextend schema @x\n```",
    ].join("\n");
    expect(examplesOf({ path: "a.md", text })).toEqual([
      { path: "a.md", document: "{ a }\n", answer: { a: 1 }, explanation: null },
      { path: "a.md", document: "{ b }\n", answer: null, explanation: "query\n" },
    ]);
  });
});
