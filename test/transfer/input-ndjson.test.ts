import { afterEach, describe, expect, it } from "@jest/globals";
import { faultOf, fileOf, readOne, removeFolders } from "./input-files.js";

afterEach(removeFolders);

describe("A text of JSON lines", () => {
  const ndjson = (content: string): Promise<string> => fileOf("a.ndjson", content);

  it("is read by the keys of its first object", async () => {
    const path = await ndjson(
      '{"a":"x","b":1.50}\n\n{"b":true}\r\n{"a":null,"b":12345678901234567890}\n{"a":"{\\"b\\":7}","b":1e-7}',
    );

    expect(await readOne(path)).toMatchObject({
      columns: ["a", "b"],
      rows: [
        [1, "x", "1.50"],
        [3, "", "true"],
        [4, "", "12345678901234567890"],
        [5, '{"b":7}', "0.0000001"],
      ],
    });
  });

  it.each([
    ["what is no JSON", '{"a":1}\n{"a":', 2, "is not JSON"],
    ["what is no object", '{"a":1}\n[1]', 2, "is not a JSON object"],
    ["an object within", '{"a":1}\n{"a":{"b":1}}', 2, "is not a text, number"],
    ["a list within", '{"a":[1]}', 1, "is not a text, number"],
    ["a number without end", '{"a":1e999}', 1, "is not a text, number"],
    ["a key the first object lacks", '{"a":1}\n{"b":1}', 2, "is a key that the first object does not have"],
    ["a key that occurs twice", '{"a":1}\n{"a":1,"\\u0061":2}', 2, "is a key that occurs twice"],
    ["a NUL character", '{"a":"\\u0000"}', 1, "NUL"],
    ["a key of the prototype", '{"__proto__":1}', 1, "__proto__"],
    [
      "more keys than columns may be",
      JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`k${index}`, 1]))),
      1,
      "more than 1000 columns",
    ],
    ["no object", "", 1, "is empty"],
    ["deep nesting", "[".repeat(500_000), 1, "is not JSON"],
  ])("is refused for %s", async (_, content, line, reason) => {
    expect(await faultOf(await ndjson(content))).toMatchObject({
      line,
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused for a cell beyond the limit", async () => {
    const fault = await faultOf(await ndjson('{"a":"123456"}'), { limits: { cellBytes: 5 } });

    expect(fault.reason).toContain("longer than 5 bytes");
  });
});
