import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Hits } from "../../src/modules/search/hits.js";
import { pack, unpack } from "../../src/modules/search/packing.js";
import { gather } from "../../src/modules/search/searchable.js";
import { SearchIndex } from "../../src/modules/search/search-index.js";
import type { SearchDocument } from "../../src/modules/search/search.queries.js";

async function* stream(documents: readonly SearchDocument[]): AsyncGenerator<SearchDocument> {
  await Promise.resolve();
  yield* documents;
}

const name = fc
  .array(fc.constantFrom("Jaya", "Sentosa", "Kota", "Élok", "ab", "x", "7", "...", "Maju-Mundur"), {
    maxLength: 4,
  })
  .map((words) => words.join(" "));

const documents = fc.array(
  fc.record(
    {
      names: fc.array(name, { maxLength: 3 }),
      codes: fc.array(name, { maxLength: 2 }),
      words: fc.array(name, { maxLength: 2 }),
      level: fc.constantFrom("PROVINCE" as const, "VILLAGE" as const),
      comesFirst: fc.boolean(),
    },
    { requiredKeys: ["names"] },
  ),
  { maxLength: 20 },
);

const numbered = (rows: readonly Omit<SearchDocument, "type" | "key">[]): SearchDocument[] =>
  rows.map((row, index) => ({ type: row.level ? "REGION" : "EMPLOYER", key: `k${index}`, ...row }));

describe("The packed texts of a search", () => {
  it("are the same after they were stored, with nothing to find as well", async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (rows) => {
        const data = await gather(stream(numbered(rows)));
        expect(await unpack(await pack(data))).toEqual(data);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it("are not read in another format", async () => {
    const data = await gather(stream(numbered([{ names: ["Jaya"] }])));
    const packing = await pack(data);
    expect(await unpack(packing)).not.toBeNull();
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(1);
    sizes.writeUInt32LE(7, 4);
    expect(await unpack(gzipSync(Buffer.concat([sizes, Buffer.from("9 OTHER")])))).toBeNull();
  });
});

describe("A search index", () => {
  it("finds every row by its whole name, and by all its words", async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (rows) => {
        const index = await SearchIndex.of(await gather(stream(numbered(rows))));
        for (const { key, names, level } of numbered(rows)) {
          if (level !== undefined) continue;
          for (const text of names) {
            if (!/[\p{L}\p{N}]/u.test(text)) continue;
            expect(index.find(text, ["EMPLOYER"], 500).map((found) => found.key)).toContain(key);
          }
        }
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it("finds the shortest names first among thousands that have a word in common", async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ({
      names: [`Karya ${"a".repeat(1 + (index % 30))}`],
    }));
    const index = await SearchIndex.of(await gather(stream(numbered(rows))));
    expect(index.find("karya", null, 3).map(({ key }) => key)).toEqual(["k0", "k30", "k60"]);
  });
});

describe("The hits of a search", () => {
  it("keep the best, however many worse ones are found before and after", () => {
    const hit = fc.record({
      fit: fc.constantFrom("CODE" as const, "NAME" as const, "BEGINNING" as const, "WORDS" as const),
      row: fc.nat({ max: 3_000 }),
      length: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(hit, { maxLength: 3_000, size: "max" }), fc.nat({ max: 3 }), (found, first) => {
        const hits = new Hits(first, (row) => (row % 7 === 0 ? null : row % 5));
        for (const { fit, row, length } of found) hits.add(fit, row, { length });
        const all = new Hits(10_000, (row) => (row % 7 === 0 ? null : row % 5));
        for (const { fit, row, length } of found) all.add(fit, row, { length });
        expect(hits.best()).toEqual(all.best().slice(0, first));
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
