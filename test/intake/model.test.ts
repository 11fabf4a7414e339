import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { modelCandidates } from "../../src/intake/articles/model.js";
import { ArticleReader, type Reading } from "../../src/intake/articles/read-article.js";
import { articleOf } from "../../src/intake/articles/text/open-article.js";
import { readVocabulary, type Vocabulary } from "../../src/intake/vocabulary.js";

const TEXT =
  "Pemkot Tegal melindungi 3.000 nelayan.\n\nBaca juga: Tegal 900 petani\n\nRombongan juga mengunjungi 1.250 perajin batik.";
const PROPOSAL = {
  quote: "1.250 perajin batik",
  region_code: "33.76",
  category_code: null,
  indicator: "COHORT_SIZE",
  period_start: "2025",
  period_end: "2025",
  qualifier: "EXACT",
  value_status: "ACTUAL",
};

describe("A model", () => {
  let server: Server;
  let url: string;
  let content = "";
  let asked: any;
  let vocabulary: Vocabulary;
  let reading: Reading;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        asked = { path: request.url, body: JSON.parse(body) };
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ choices: [{ message: { content } }] }));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    vocabulary = await readVocabulary("data");
    reading = new ArticleReader(vocabulary).read(
      { ...articleOf(TEXT, { isHtml: false }), publishedOn: "2025-08-20" },
      "test",
    );
  });
  afterAll(() => {
    server.close();
  });

  const proposing = (proposals: unknown) => {
    content = `Here it is:\n\`\`\`json\n${JSON.stringify(proposals)}\n\`\`\``;
    return modelCandidates({ url, timeoutMs: 5000 }, reading, vocabulary);
  };

  it("adds a candidate whose value is read from its quotation, with a doubt", async () => {
    const { candidates, refused } = await proposing([{ ...PROPOSAL, value: 999 }]);
    expect(asked.path).toBe("/v1/chat/completions");
    expect(asked.body.messages[1].content).toContain(TEXT);
    expect(refused).toEqual({});
    expect(candidates).toMatchObject([
      { cells: { value: "1250", region_code: "33.76" }, doubts: [{ code: "MODEL" }] },
    ]);
    const [{ start, end, quote } = { start: 0, end: 0, quote: "" }] = candidates[0]?.evidence ?? [];
    expect(TEXT.slice(start, end)).toBe(quote);
  });

  it.each([
    ["words that do not stand in the text", { quote: "1.251 perajin batik" }, "NOT_VERBATIM"],
    ["a related link", { quote: "900 petani" }, "NOT_READ"],
    ["two numbers", { quote: TEXT.slice(0, 20) + TEXT.slice(20) }, "NUMBER"],
    ["no number", { quote: "perajin batik" }, "NUMBER"],
    ["an unknown region", { region_code: "33.99" }, "REGION"],
    ["an unknown category", { category_code: "WIZARD" }, "CATEGORY"],
    ["an unknown indicator", { indicator: "LUCK" }, "INDICATOR"],
    ["a count as a rate", { indicator: "COVERAGE_RATE" }, "UNIT"],
    ["no date", { period_start: "kemarin" }, "SHAPE"],
    ["what the rules found", { quote: "3.000 nelayan", indicator: "PROTECTED_WORKERS" }, "KNOWN"],
  ])("is refused with %s", async (_what, change, reason) => {
    expect(await proposing([{ ...PROPOSAL, ...change }])).toEqual({
      candidates: [],
      refused: { [reason]: 1 },
    });
  });

  it("that answers with no JSON adds nothing, and one that does not answer is an error", async () => {
    content = "I cannot help with that.";
    expect(await modelCandidates({ url, timeoutMs: 5000 }, reading, vocabulary)).toEqual({
      candidates: [],
      refused: {},
    });
    await expect(
      modelCandidates({ url: "http://127.0.0.1:9", timeoutMs: 500 }, reading, vocabulary),
    ).rejects.toThrow();
  });
});
