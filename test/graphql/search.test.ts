import { hash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Session } from "../../src/database/session.js";
import { observeStatements } from "../../src/database/statement.js";
import { search } from "../../src/modules/search/stored-index.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { WORLD, category, region, source } from "../support/rows.js";

const SEARCH = `query ($text: String!, $types: [CakupanSearchType!], $first: Int! = 10) {
  search(text: $text, types: $types, first: $first) {
    __typename
    ... on Region { code }
    ... on Employer { employer: name }
    ... on Award { award: name }
    ... on Initiative { initiative: name }
    ... on Regulation { type number year }
    ... on CohortCategory { category: code }
    ... on Indicator { indicator: code }
  }
}`;

const PACKING = ["search.findPacking", "search.readPacking"];
const LISTS = [
  "search.listRegions",
  "search.listCategories",
  "search.listIndicators",
  "search.listRegulations",
  "search.listAwards",
  "search.listInitiatives",
  "search.listEmployers",
];

const firm = (index: number): string => `Firm ${index} ${hash("sha256", String(index), "hex")}`;

// More than a page of the rows that a search reads, and more words than a part of the packing holds.
const MANY_FIRMS = {
  ...WORLD,
  employers: Array.from({ length: 2_001 }, (_, index) => ({
    id: `e-${String(index).padStart(5, "0")}`,
    name: firm(index),
    kind: "PRIVATE",
    region_code: "15.71",
    source_id: "a",
  })),
};

describeEachEngine("Search", (engine) => {
  let graph: TestGraph;

  describe("in the real data", () => {
    beforeAll(async () => {
      graph = await openRealGraph(engine);
    });
    afterAll(() => graph.close());

    const hits = async (text: string, more: object = {}): Promise<any[]> =>
      (await graph.data(SEARCH, { text, ...more })).search;

    it.each([
      ["15.71", { __typename: "City", code: "15.71" }],
      ["33.22", { __typename: "Regency", code: "33.22" }],
      ["15", { __typename: "Province", code: "15" }],
      ["ID", { __typename: "Country", code: "ID" }],
      ["15.05.06.2016", { __typename: "Village", code: "15.05.06.2016" }],
      ["QURAN_TEACHER", { __typename: "CohortCategory", category: "QURAN_TEACHER" }],
      ["uu-24-2011", { __typename: "Regulation", type: "UU", number: "24", year: 2011 }],
    ])("puts the row with exactly the code %s first", async (text, first) => {
      expect((await hits(text))[0]).toEqual(first);
      expect((await hits(text.toLowerCase()))[0]).toEqual(first);
    });

    it.each([
      ["UCJ", "COVERAGE_RATE"],
      ["cakupan", "COVERAGE_RATE"],
      ["coverage", "COVERAGE_RATE"],
      ["universal coverage jamsostek", "COVERAGE_RATE"],
      ["COVERAGE_RATE", "COVERAGE_RATE"],
      ["cakupan kepesertan", "COVERAGE_RATE"],
      ["pekerja", "PROTECTED_WORKERS"],
      ["protected workers", "PROTECTED_WORKERS"],
      ["angkatan kerja", "LABOUR_FORCE"],
    ])(
      "finds the indicator that is called %s first, one of coverage before one of surveys",
      async (text, code) => {
        expect((await hits(text))[0]).toEqual({ __typename: "Indicator", indicator: code });
        expect((await hits(text, { types: ["INDICATOR"] }))[0]).toEqual({
          __typename: "Indicator",
          indicator: code,
        });
      },
    );

    it("finds a city by its by-name", async () => {
      expect((await hits("Tanah Pilih Pusako Batuah"))[0]).toEqual({ __typename: "City", code: "15.71" });
    });

    it("finds regions by BPS codes, after the region with the same Kemendagri code", async () => {
      expect(await hits("3172")).toEqual([{ __typename: "City", code: "31.75" }]);
      expect((await hits("91")).slice(0, 2).map(({ code }) => code)).toEqual(["91", "92"]);
    });

    it.each([
      ["Surakarta (Solo), Jawa Tengah", "33.72"],
      ["kab semarang", "33.22"],
      ["KAB. SEMARANG", "33.22"],
      ["Kab.Semarang", "33.22"],
      ["kabupaten  semarang", "33.22"],
      ["Semarang Regency", "33.22"],
      ["kota semarang", "33.74"],
      ["Kotamadya Semarang", "33.74"],
      ["City of Semarang", "33.74"],
      ["prov. jambi", "15"],
      ["Propinsi Jambi", "15"],
      ["provinsi DKI", "31"],
      ["kota jogja", "34.71"],
      ["Kota Jakarta Utara", "31.72"],
      ["kep. seribu", "31.01"],
    ])("understands the kind of region in %s", async (text, code) => {
      expect((await hits(text))[0]).toMatchObject({ code });
    });

    it.each([
      ["Semarang, Jawa Tengah", ["33.22", "33.74"]],
      ["Malang Jawa Timur", ["35.07", "35.73"]],
      ["Kab. Bogor, Jawa Barat", ["32.01"]],
      ["Medan Sumatera Utara", ["12.71"]],
      ["Jakarta Utara DKI", ["31.72"]],
      ["DKI Jakarta, Jakarta Utara", ["31.72"]],
      ["semarang jateng", ["33.22", "33.74"]],
      ["Jateng Kota Semarang", ["33.74"]],
      ["Kab. Semarang, Prov. Jawa Tengah, Indonesia", ["33.22"]],
      ["Semarang Regency, Central Java", ["33.22"]],
      ["Banjar Jabar", ["32.79"]],
      ["Banjar, Kalimantan Selatan", ["63.03"]],
      ["kota bima ntb", ["52.72"]],
      ["kupang ntt", ["53.01", "53.71"]],
      ["batam kepri", ["21.71"]],
      ["Pangkal Pinang Babel", ["19.71"]],
      ["sleman diy", ["34.04"]],
      ["jaksel dki", ["31.74"]],
      ["solo jateng", ["33.72"]],
      ["makassar sulsel", ["73.71"]],
      ["Serang (Banten)", ["36.04", "36.73"]],
      ["Gorontalo, Gorontalo", ["75.01", "75.71"]],
      ["jambi kota", ["15.71"]],
      ["Semarang Kab.", ["33.22"]],
      ["Kota Jambi, Jambi", ["15.71"]],
      ["Batu Merah, Kota Ambon, Maluku", ["81.71.02.2003"]],
      ["Tulungrejo Batu", ["35.79.02.2003"]],
      ["Kelurahan Abian Tubuh Baru Mataram", ["52.71.06.1005"]],
      ["Kota Kudus, Jawa Tengah", ["33.19"]],
      ["Semarang Jawa Ten", ["33.22", "33.74"]],
    ])("finds first the regions that people mean who write %s", async (text, codes) => {
      const found = await hits(text);
      expect(found.slice(0, codes.length).map(({ code }) => code)).toEqual(codes);
      expect((await hits(text, { types: ["REGION"] }))[0]).toMatchObject({ code: codes[0] });
    });

    it.each([
      ["jmabi", ["15", "15.71"]],
      ["kabupaten smearang", ["33.22"]],
      ["kab smearang jateng", ["33.22"]],
      ["Semarang, Jawa Tegnah", ["33.22", "33.74"]],
      ["Smearang Jwa Tengah", ["33.22", "33.74"]],
      ["surbaaya", ["35.78"]],
      ["surabya jatim", ["35.78"]],
      ["medna", ["12.71"]],
      ["yogjakarta", ["34", "34.71"]],
      ["kabupatn bogor", ["32.01"]],
      ["kulon porgo", ["34.01"]],
      ["bandar lampnug", ["18.71"]],
      ["tanjung jabng tmur", ["15.07"]],
      ["makasar sulsel", ["73.71"]],
      ["balikapapan", ["64.71"]],
      ["banayumas", ["33.02"]],
    ])("understands one mistake in each name, such as swapped letters: %s", async (text, codes) => {
      expect((await hits(text)).slice(0, codes.length).map(({ code }) => code)).toEqual(codes);
    });

    it("understands swapped letters in any name or word", async () => {
      expect(await hits("legutz bakrey")).toEqual([{ __typename: "Employer", employer: "Legutz' Bakery" }]);
      expect((await hits("guru nagji"))[0]).toEqual({
        __typename: "CohortCategory",
        category: "QURAN_TEACHER",
      });
      expect((await hits("pension progarmme operatoin"))[0]).toMatchObject({ type: "PP", number: "45" });
      expect(await hits("15.17")).not.toContainEqual({ __typename: "City", code: "15.71" });
      expect(await hits("smg")).toEqual([]);
    });

    it("finds both the city and the regency of each name that both have, and the one whose kind is said", async () => {
      const fields = "nodes { code name officialName }";
      const { regencies, cities } = await graph.data(
        `{ regencies(first: 500) { ${fields} } cities(first: 500) { ${fields} } }`,
      );
      const pairs = cities.nodes.flatMap((city: any) =>
        regencies.nodes.filter(({ name }: any) => name === city.name).map((regency: any) => [regency, city]),
      );
      expect(pairs).toHaveLength(26);
      for (const pair of pairs) {
        const codes = (await hits(pair[0].name, { first: 3 })).map(({ code }) => code);
        expect(codes).toEqual(expect.arrayContaining(pair.map(({ code }: any) => code)));
        for (const { code, officialName } of pair)
          expect(await hits(officialName, { first: 1 })).toEqual([expect.objectContaining({ code })]);
      }
    });

    it("puts a province before the city of its name, and both before what only mentions it", async () => {
      expect((await hits("jambi", { first: 3 })).map(({ __typename }) => __typename)).toEqual([
        "Province",
        "City",
        "Employer",
      ]);
    });

    it("finds a name under the wrong kind, but nothing under a kind alone with an unknown name", async () => {
      expect((await hits("kota kudus"))[0]).toMatchObject({ code: "33.19" });
      expect(await hits("kota qqqqqq")).toEqual([]);
    });

    it("finds what is measured though the year of a figure is named, but nothing under a year alone", async () => {
      expect((await hits("ucj 2025"))[0]).toMatchObject({ indicator: "COVERAGE_RATE" });
      expect((await hits("2023 kota magelang"))[0]).toMatchObject({ code: "33.71" });
      expect(await hits("qqqqqq 2025")).toEqual([]);
    });

    it.each([
      ["magelng", ["33.08", "33.71"]],
      ["magelanh", ["33.08", "33.71"]],
      ["kab magellang", ["33.08"]],
      ["kota magelag", ["33.71"]],
      ["labuhan batu", ["12.10"]],
    ])("tolerates one wrong letter: %s", async (text, codes) => {
      expect((await hits(text)).slice(0, codes.length).map(({ code }) => code)).toEqual(codes);
    });

    it("finds names by their beginning", async () => {
      const found = (await hits("mage")).map(({ code }) => code);
      expect(found).toEqual(expect.arrayContaining(["33.08", "33.71", "35.20"]));
      expect((await hits("kabupaten mage")).map(({ code }) => code)).toEqual(
        expect.arrayContaining(["33.08", "35.20"]),
      );
    });

    it("ignores case, accents, apostrophes and punctuation", async () => {
      const bakery = [{ __typename: "Employer", employer: "Legutz' Bakery" }];
      for (const text of ["Legutz’ Bakery", "légutz bakery", "LEGUTZ-BAKERY", "PT. Legutz Bakery, Tbk."])
        expect(await hits(text)).toEqual(bakery);
    });

    it.each([
      ["guru ngaji", "QURAN_TEACHER"],
      ["Guru Mengaji", "QURAN_TEACHER"],
      ["quran teachers", "QURAN_TEACHER"],
      ["Qur'an teacher", "QURAN_TEACHER"],
      ["ojol", "OJEK_ONLINE"],
      ["nelayan", "FISHER"],
    ])("finds a category of workers by a name or spelling: %s", async (text, code) => {
      expect((await hits(text))[0]).toEqual({ __typename: "CohortCategory", category: code });
    });

    it.each(["PP 44/2015", "pp no. 44 tahun 2015", "PP Nomor 44 Tahun 2015", "pp-44-2015"])(
      "finds a regulation by type, number and year: %s",
      async (text) => {
        expect((await hits(text))[0]).toEqual({
          __typename: "Regulation",
          type: "PP",
          number: "44",
          year: 2015,
        });
      },
    );

    it("finds regulations, awards and initiatives by words in any order", async () => {
      expect((await hits("pension programme operation"))[0]).toMatchObject({ type: "PP", number: "45" });
      const [award] = await hits("2017 paritrana", { types: ["AWARD"] });
      expect(award.award).toContain("Paritrana Award 2017");
      expect((await hits("forum compliance serdang"))[0]).toEqual({
        __typename: "Initiative",
        initiative: "Compliance forum Deli Serdang",
      });
    });

    it("finds only the types asked for, all when they are left out, none when the list is empty", async () => {
      const types = async (wanted: string[] | null) => [
        ...new Set((await hits("papua", { types: wanted, first: 500 })).map(({ __typename }) => __typename)),
      ];
      expect(await types(["REGION"])).toEqual(["Province"]);
      expect(await types(["EMPLOYER"])).toEqual(["Employer"]);
      expect(await types([])).toEqual([]);
      expect(await types(null)).toEqual(
        expect.arrayContaining(["Province", "Employer", "Regulation", "CohortCategory"]),
      );
    });

    it("answers with 10 hits unless told otherwise, as the head of the longer list", async () => {
      const all = await hits("papua", { first: 500 });
      expect(all.length).toBeGreaterThan(10);
      expect(await hits("papua")).toEqual(all.slice(0, 10));
      expect(await hits("papua", { first: 2 })).toEqual(all.slice(0, 2));
      expect(await hits("papua", { first: 0 })).toEqual([]);
    });

    it("finds nothing in punctuation or nonsense", async () => {
      expect(await hits("...")).toEqual([]);
      expect(await hits("qqqqqqq")).toEqual([]);
      expect(await hits("%_' OR 1=1 --")).toEqual([]);
    });

    it.each([
      ["", {}, "`text` must be a name, a part of a name, or a code"],
      ["  \t ", {}, "`text` must be a name, a part of a name, or a code"],
      ["a".repeat(201), {}, "`text` must have at most 200 characters; it has 201"],
      ["jambi", { first: -1 }, "`first` must be between 0 and 500, but is -1"],
      ["jambi", { first: 501 }, "`first` must be between 0 and 500, but is 501"],
    ])("refuses what it cannot search for, before any statement: %j %j", async (text, more, message) => {
      const { errors, statements } = await graph.ask(SEARCH, { text, ...more });
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
      expect(errors[0]?.message).toContain(message);
      expect(statements).toEqual([]);
    });

    it("trims the text before its length counts", async () => {
      expect((await hits(`${" ".repeat(100)}15.71${" ".repeat(100)}`))[0]).toMatchObject({ code: "15.71" });
    });
  });

  describe("in data that changes", () => {
    beforeEach(async () => {
      graph = await openEmptyGraph(engine);
      await graph.mustLoad(WORLD);
    });
    afterEach(() => graph.close());

    it("reads the data revision and the hits, one statement for each type, once the index is built", async () => {
      const first = await graph.ask(SEARCH, { text: "semarang" });
      expect(first.statements).toEqual(["data.findRevision", ...PACKING, "Region by code"]);
      const second = await graph.ask(SEARCH, { text: "fisher" });
      expect(second.statements).toEqual(["data.findRevision", "CohortCategory by code"]);
      const mixed = await graph.ask(SEARCH, { text: "ja", first: 500 });
      expect(mixed.data.search.length).toBeGreaterThan(2);
      expect(mixed.statements).toEqual(["data.findRevision", "Region by code"]);
    });

    it("builds the index once for searches that come together", async () => {
      const texts = ["jambi", "semarang", "kerinci", "fisher"];
      const answers = await Promise.all(texts.map((text) => graph.askPlain(SEARCH, { text })));
      expect(answers.map(({ data }) => data.search.length > 0)).toEqual([true, true, true, true]);
      // Questions that are asked together share a list of statements.
      const statements = [...new Set(answers.map((answer) => answer.statements))].flat();
      expect(statements.filter((name) => [...PACKING, ...LISTS].includes(name))).toEqual(PACKING);
    });

    it("builds the index once for requests that each read a snapshot, and again where one of them ended", async () => {
      const reads: string[] = [];
      observeStatements(graph.dataSource, ({ name }) => reads.push(name));
      const requests = Array.from({ length: 5 }, () => new AbortController());
      const searches = Promise.allSettled(
        requests.map((request) =>
          search(new Session(graph.dataSource, request.signal, true), "jambi", null, 1).finally(() => {
            // Gives its connection back.
            request.abort();
          }),
        ),
      );
      while (!reads.includes("search.readPacking")) await new Promise(setImmediate);
      requests[0]?.abort(new Error("left"));
      const [first, ...others] = await searches;
      expect(first?.status).toBe("rejected");
      for (const other of others)
        expect(other).toEqual({ status: "fulfilled", value: [{ type: "REGION", key: "15" }] });
      expect(reads.filter((name) => name === "search.readPacking").length).toBeLessThanOrEqual(2);
    });

    it("goes on with its index after a load that changed nothing that can be found", async () => {
      await graph.data(SEARCH, { text: "jambi" });
      await graph.mustLoad({ ...WORLD, sources: [...(WORLD.sources ?? []), source("another")] });
      const { data, statements } = await graph.ask(SEARCH, { text: "jambi" });
      expect(data.search.length).toBeGreaterThan(0);
      expect(statements.slice(0, 3)).toEqual(["data.findRevision", "search.findPacking", "Region by code"]);
    });

    it.each([
      ["no packing is stored", "DELETE FROM search_index_parts"],
      ["the packing is damaged", "UPDATE search_index_parts SET content = 'AAAA'"],
      [
        "the packing is one of several others",
        "UPDATE search_index_parts SET digest = 'of another' WHERE part > 0",
      ],
    ])("reads the rows themselves where %s", async (_, statement) => {
      await graph.mustLoad(MANY_FIRMS);
      await graph.dataSource.query(statement);
      const { data, statements } = await graph.ask(SEARCH, { text: "firm 1999" });
      expect(data.search).toEqual([{ __typename: "Employer", employer: firm(1999) }]);
      expect(new Set(statements.filter((name) => LISTS.includes(name)))).toEqual(new Set(LISTS));
    });

    it("gives other requests their turns among many searches that come together", async () => {
      await graph.data(SEARCH, { text: "jambi" });
      let turns = 0;
      let next = setImmediate(function count() {
        turns += 1;
        next = setImmediate(count);
      });
      const searches = Array.from({ length: 6_000 }, async () => {
        const found = await search(graph.dataSource, "jambi", null, 1);
        return { found, turns };
      });
      const answers = await Promise.all(searches).finally(() => {
        clearImmediate(next);
      });
      expect(answers.map(({ found }) => found)).toEqual(answers.map(() => [{ type: "REGION", key: "15" }]));
      expect(new Set(answers.map((answer) => answer.turns)).size).toBeGreaterThan(1);
    });

    it("finds what a load brought and no longer what it took away", async () => {
      const found = async (text: string) => (await graph.data(SEARCH, { text })).search;
      expect(await found("tobacco")).toEqual([]);
      expect(await found("FISHER")).toEqual([{ __typename: "CohortCategory", category: "FISHER" }]);
      await graph.mustLoad({
        ...WORLD,
        regions: [...(WORLD.regions ?? []), region("33.71", "Magelang", "Kota")],
        cohort_categories: [
          category("PU", { vulnerable: "false", segment: "PU" }),
          category("TOBACCO_LABOURER", { aliases: "buruh tembakau;petani tembakau" }),
        ],
      });
      expect(await found("kota magelang")).toEqual([{ __typename: "City", code: "33.71" }]);
      expect(await found("petani tembaku")).toEqual([
        { __typename: "CohortCategory", category: "TOBACCO_LABOURER" },
      ]);
      expect(await found("FISHER")).toEqual([]);
    });

    it("puts a region before employers that merely contain the words, or words much like its name", async () => {
      const names = [
        "Jambi Kota Motor",
        "Kota Jambi Jaya",
        "Jambi",
        "Tekstil Semarang Jawa Tengah",
        "Jmabi Makmur",
        "Kerinci",
      ];
      await graph.mustLoad({
        ...WORLD,
        employers: names.map((name, index) => ({
          id: `e-${index}`,
          name,
          kind: "PRIVATE",
          region_code: "15.71",
          source_id: "a",
        })),
      });
      const found = async (text: string): Promise<string[]> =>
        (await graph.data(SEARCH, { text })).search.map(({ code, employer }: any) => code ?? employer);
      expect((await found("jambi kota"))[0]).toBe("15.71");
      expect((await found("kota jambi")).slice(0, 2)).toEqual(["15.71", "Kota Jambi Jaya"]);
      expect((await found("jambi")).slice(0, 3)).toEqual(["15", "15.71", "Jambi"]);
      expect(await found("semarang jawa tengah")).toEqual(["33.22", "33.74", "Tekstil Semarang Jawa Tengah"]);
      expect(await found("kerinci")).toEqual(["15.01", "Kerinci"]);
      // What somebody is called so comes before what may be misspelt.
      expect((await found("jmabi")).slice(0, 3)).toEqual(["Jmabi Makmur", "15", "15.71"]);
    });

    it("reads long lists in pages, and finds what the last one has", async () => {
      await graph.mustLoad(MANY_FIRMS);
      await graph.dataSource.query("DELETE FROM search_index_parts");
      const { data, statements } = await graph.ask(SEARCH, { text: "firm 2000" });
      expect(data.search).toEqual([{ __typename: "Employer", employer: firm(2000) }]);
      expect(statements.filter((name) => name === "search.listEmployers")).toHaveLength(2);
    });

    it("leaves out a hit whose row is gone although no load said so", async () => {
      expect((await graph.data(SEARCH, { text: "kerinci" })).search).toHaveLength(1);
      await graph.dataSource.query("DELETE FROM regions WHERE code = '15.01'");
      expect(await graph.data(SEARCH, { text: "kerinci" })).toEqual({ search: [] });
    });

    it("builds the index again after a build that failed", async () => {
      await graph.dataSource.query("DELETE FROM search_index_parts");
      await graph.dataSource.query("ALTER TABLE employers RENAME TO employers_away");
      const { errors } = await graph.ask(SEARCH, { text: "jambi" });
      expect(errors[0]?.extensions.code).toBe("INTERNAL_SERVER_ERROR");
      await graph.dataSource.query("ALTER TABLE employers_away RENAME TO employers");
      expect((await graph.data(SEARCH, { text: "jambi" })).search).toHaveLength(2);
    });
  });

  it("finds nothing where nothing is loaded", async () => {
    const empty = await openEmptyGraph(engine);
    try {
      expect(await empty.data(SEARCH, { text: "jambi" })).toEqual({ search: [] });
    } finally {
      await empty.close();
    }
  });
});
