import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import "../support/fast-check.js";
import { rangedNumbers } from "../../src/intake/articles/find/ranges.js";
import { timesIn } from "../../src/intake/articles/find/times.js";
import { ArticleReader } from "../../src/intake/articles/read-article.js";
import { articleOf } from "../../src/intake/articles/text/open-article.js";
import { proseOf } from "../../src/intake/articles/text/prose.js";
import { readVocabulary } from "../../src/intake/vocabulary.js";
import { parseNumberWords } from "../../src/transfer/mapping/number-words.js";
import { proseNumbers } from "../../src/transfer/mapping/prose-numbers.js";

describe("Numbers in prose", () => {
  it.each([
    ["Rp2,3 miliar", "2300000000"],
    ["Rp 1.104.560.320", "1104560320"],
    ["60 ribuan", "60000"],
    ["1,2 juta", "1200000"],
    ["72,14%", "0.7214"],
    ["Rp2,3 M", "2300000000"],
    ["dua belas", "12"],
    ["seratus dua puluh lima", "125"],
  ])("%s is read as %s by the parser of imports", (text, value) => {
    expect(proseNumbers(`sebesar ${text} saja`).map((number) => number.value)).toEqual([value]);
  });

  it("with a point before the decimals are read, with a doubt", () => {
    const [number] = proseNumbers("baru 24.86 persen");
    expect(number).toMatchObject({ value: "0.2486", doubts: [expect.stringContaining("point")] });
  });

  it("are none within dates, clock times, acts and names", () => {
    expect(proseNumbers("(10/10) pukul 09.30 WIB Nomor 500.15/1122 COVID-19")).toEqual([]);
  });

  it("spelled out in words that make no number are none", () => {
    expect(parseNumberWords("dua tiga")).toBeNull();
  });
});

describe("Times", () => {
  it.each([
    ["Juli sampai dengan Desember 2024", "2024-07", "2024-12"],
    ["hingga triwulan III 2021", "2021-07", "2021-09"],
    ["semester I 2024", "2024-01", "2024-06"],
    ["delapan bulan pertama 2025", "2025-01", "2025-08"],
    ["per 30 April 2025", "2025-04-30", "2025-04-30"],
    ["pada tahun 2022", "2022", "2022"],
    ["tahun depan", "2026", "2026"],
    ["bulan lalu", "2025-09", "2025-09"],
    ["Kamis (10/10)", "2025-10-10", "2025-10-10"],
    ["hari ini", "2025-10-16", "2025-10-16"],
    ["per 15/11/2023", "2023-11-15", "2023-11-15"],
    ["per Desember", "2024-12", "2024-12"],
    ["sampai Desember", "2025-12", "2025-12"],
  ])("%s of an article of 16 October 2025 is from %s to %s", (text, from, until) => {
    expect(timesIn(text, "2025-10-16")).toMatchObject([{ from, until }]);
  });
});

describe("What is not read", () => {
  it("are repeats, related links and credits", () => {
    const line = "Sebanyak 2.300 pekerja rentan di Kota Magelang sudah terlindungi.";
    const { sentences, removed } = proseOf(
      `${line}\n\nBaca juga: Papua siapkan Rp6 miliar\n\n${line}\n\nPewarta: A\n`,
    );
    expect(sentences.map(({ text }) => text)).toEqual([line]);
    expect(removed.map(({ rule }) => rule)).toEqual(["RELATED_LINK", "REPEAT", "CREDIT"]);
  });
});

describe("A page", () => {
  const html = `<html><head><title>T | Situs</title><meta property="article:published_time" content="2025-05-22T10:00:00+07:00">
    <meta property="og:site_name" content="Kabar"><script>var a = "3.000 pekerja";</script></head><body><nav>900 pekerja</nav>
    <article><h1>Judul</h1><p>Sebanyak 3.000 pekerja rentan di Kota Jambi dilindungi &amp; dibayar.</p></article></body></html>`;

  it("gives its article, title, day and publisher, and nothing of its menus and scripts", () => {
    const article = articleOf(html, { isHtml: true });
    expect(article).toMatchObject({ title: "Judul", publishedOn: "2025-05-22", publisher: "Kabar" });
    expect(article.text).toBe("Judul\n\nSebanyak 3.000 pekerja rentan di Kota Jambi dilindungi & dibayar.");
  });
});

describe("The reader", () => {
  let reader: ArticleReader;
  const read = (text: string, publishedOn: string | null = "2025-08-20") =>
    reader.read({ ...articleOf(text, { isHtml: false }), publishedOn }, "test").candidates;
  const observed = (text: string): Record<string, string>[] =>
    read(text)
      .filter(({ table }) => table === "observations")
      .map(({ cells }) => cells);

  beforeAll(async () => {
    reader = new ArticleReader(await readVocabulary("data"));
  });

  it("takes the kind before a list of regions for all of them", () => {
    const text =
      "BPJS Ketenagakerjaan mencatat peserta aktif di Kabupaten Pati 1.200 pekerja, Banyumas 1.300 pekerja, dan Semarang 1.400 pekerja.";
    expect(observed(text).map((cells) => cells.region_code)).toEqual(["33.18", "33.02", "33.22"]);
  });

  it("tells a city from a regency of its name by the word before it", () => {
    const cities = observed(
      "Sebanyak 500 nelayan di Kota Sorong dilindungi. Sebanyak 700 petani di Kabupaten Sorong dilindungi.",
    );
    expect(cities.map((cells) => cells.region_code)).toEqual(["96.71", "96.01"]);
  });

  it.each([
    ["lebih dari 3.000", "AT_LEAST"],
    ["sekitar 3.000", "APPROXIMATE"],
    ["kurang dari 3.000", "AT_MOST"],
    ["hanya 3.000", "EXACT"],
  ])("reads the qualifier of %s nelayan as %s", (words, qualifier) => {
    expect(observed(`Pemkot Tegal melindungi ${words} nelayan.`)).toMatchObject([
      { value: "3000", qualifier },
    ]);
  });

  it.each([
    ["telah mendaftarkan", "ACTUAL"],
    ["akan mendaftarkan", "PLANNED"],
    ["menargetkan perlindungan bagi", "TARGET"],
    ["mengalokasikan iuran bagi", "ALLOCATED"],
  ])("reads the status of %s as %s", (words, status) => {
    expect(observed(`Pemkot Tegal ${words} 3.000 nelayan.`)).toMatchObject([{ value_status: status }]);
  });

  it("names the office that speaks and never a person", () => {
    const [cells] = observed(
      '"Ada 3.000 nelayan dilindungi," kata Kepala Dinas Tenaga Kerja Kota Tegal Budi Santoso di Tegal.',
    );
    expect(cells?.attributed_to).toBe("Kepala Dinas Tenaga Kerja Kota Tegal");
  });

  it("keeps both of two numbers for one question, each with a doubt", () => {
    const found = read("Pemkot Tegal melindungi 3.000 nelayan. Di Kota Tegal terlindungi 3.100 nelayan.");
    const doubtful = found.filter(({ doubts }) => doubts.some(({ code }) => code === "CONTRADICTION"));
    expect(doubtful.map(({ cells }) => cells.value)).toEqual(["3000", "3100"]);
  });

  it("doubts a percentage that its own counts do not give", () => {
    const text =
      "Cakupan di Kota Tegal 60 persen. Dari 100.000 pekerja, sebanyak 40.000 pekerja terlindungi.";
    const reading = reader.read({ ...articleOf(text, { isHtml: false }), publishedOn: "2025-08" }, "test");
    expect(reading.checks).toMatchObject([{ rule: "RATE", holds: false }]);
    expect(reading.candidates[0]?.doubts.map(({ code }) => code)).toContain("ARITHMETIC");
  });

  it("compares workers, tariff and months with the money", () => {
    const text =
      "Pemkot Tegal pada 2024 mengalokasikan anggaran iuran Rp201.600.000 untuk 1.000 nelayan selama 12 bulan.";
    const reading = reader.read({ ...articleOf(text, { isHtml: false }), publishedOn: "2024-08" }, "test");
    expect(reading.checks).toMatchObject([{ rule: "MONEY", holds: true }]);
  });

  it("stores a range by its lower end, with both bounds", () => {
    const [range] = observed(
      "Pemkot Tegal melindungi 5.000 sampai 6.000 nelayan lewat BPJS Ketenagakerjaan.",
    );
    expect(range).toMatchObject({
      value: "5000",
      lower_bound: "5000",
      upper_bound: "6000",
      qualifier: "APPROXIMATE",
    });
  });

  it("reads the rows of a list by the sentence that introduces it", () => {
    const text =
      "Berikut cakupan kepesertaan Jamsostek di Jawa Tengah per 31 Mei 2025.\n1. Kota Tegal: 58,12 persen\n2. Kabupaten Pati: 41 persen\n";
    expect(observed(text)).toMatchObject([
      { region_code: "33.76", value: "0.5812", period_end: "2025-05-31", indicator: "COVERAGE_RATE" },
      { region_code: "33.18", value: "0.41", period_end: "2025-05-31", indicator: "COVERAGE_RATE" },
    ]);
  });

  it("gives the numbers of a list what the first of them measures, and the time of a whole to its parts", () => {
    const text =
      "Pada 2024 sebanyak 900 nelayan di Jawa Tengah terlindungi BPJS Ketenagakerjaan. Rinciannya Kota Tegal 500 orang, Kabupaten Pati 400 orang.";
    expect(
      observed(text).map(({ region_code, value, period_end, indicator }) => [
        region_code,
        value,
        period_end,
        indicator,
      ]),
    ).toEqual([
      ["33", "900", "2024", "PROTECTED_WORKERS"],
      ["33.76", "500", "2024", "PROTECTED_WORKERS"],
      ["33.18", "400", "2024", "PROTECTED_WORKERS"],
    ]);
  });

  it("reads what a number was before as of the year before, and both as the same measure", () => {
    const text = "Pemkot Tegal menaikkan kuota pekerja rentan dari 10.000 menjadi 13.500 orang pada 2025.";
    expect(observed(text)).toMatchObject([
      { indicator: "COHORT_QUOTA", value: "10000", period_end: "2024" },
      { indicator: "COHORT_QUOTA", value: "13500", period_end: "2025" },
    ]);
  });

  it("never counts a percentage as people", () => {
    const text =
      "Dari 187.000 pekerja di Kota Tegal, baru 38,6 persen yang terlindungi BPJS Ketenagakerjaan.";
    expect(observed(text)).toMatchObject([
      { indicator: "POTENTIAL_WORKERS", value: "187000" },
      { indicator: "COVERAGE_RATE", value: "0.386" },
    ]);
  });

  it.each([
    "Kalau setiap desa menanggung 50 pekerja rentan, 150 ribu orang di Kota Tegal bisa terlindungi.",
    "Kalau meninggal dunia, ahli waris nelayan Kota Tegal menerima santunan Rp42 juta.",
    "Tiga ahli waris di Kota Tegal menerima santunan BPJS Ketenagakerjaan masing-masing Rp42 juta.",
    "Iurannya di Kota Tegal Rp370 ribu untuk peserta BPJS Ketenagakerjaan.",
  ])("reads no sum or count from what is only supposed or due to one person: %s", (text) => {
    const sums = observed(text).filter(({ indicator }) => indicator !== "BENEFIT_RECIPIENTS");
    expect(sums).toEqual([]);
  });

  it("answers a question of an interview with its words", () => {
    const text =
      "Pemkot Tegal melindungi 3.000 nelayan lewat BPJS Ketenagakerjaan.\n\nBerapa anggarannya?\n\nKurang lebih Rp3,5 miliar.";
    expect(observed(text)).toMatchObject([{ value: "3000" }, { indicator: "BUDGET", value: "3500000000" }]);
  });

  it("takes the headline below a breadcrumb and notices of the page", () => {
    const text =
      "Home / Daerah\n\nADVERTISEMENT\n\nPemkot Tegal lindungi 3 ribu nelayan\n\nTEGAL, Kabar – Pemkot Tegal melindungi 3.012 nelayan.";
    expect(observed(text).map(({ value }) => value)).toEqual(["3012"]);
  });

  it("tells regions apart across the end of a sentence, and from people and programmes of their name", () => {
    const text =
      "Program nelayan sudah jalan. Tegal melindungi 400 nelayan. Cakupan jaminan sosial ketenagakerjaan Papua Selatan 18 persen dari pekerja asli Papua.";
    expect(observed(text).map(({ region_code }) => region_code)).toEqual(["33.28", "93"]);
  });

  it("proposes a recognition by the insurance of another name than Paritrana, for each that receives it", () => {
    const text =
      "Kantor Wilayah BPJS Ketenagakerjaan menyerahkan penghargaan kepada Pemerintah Kabupaten Pati, Kabupaten Kudus, dan Kota Tegal atas perlindungan pekerja rentan 2024.";
    const found = read(text);
    expect(found.filter(({ table }) => table === "awards")).toMatchObject([
      { cells: { level: "REGIONAL_OFFICE", cycle_year: "2024" }, doubts: [{ code: "INCOMPLETE" }] },
    ]);
    expect(
      found.filter(({ table }) => table === "award_results").map(({ cells }) => cells.recipient_id),
    ).toEqual(["33.18", "33.19", "33.76"]);
  });

  it("leaves out ages, guests, wages and what an insured person may get", () => {
    const text =
      "Rapat di Kota Tegal diikuti 150 peserta. UMK Kota Tegal Rp2.389.801. Jika meninggal, ahli waris berhak atas santunan Rp70 juta. Almarhum berusia 47 tahun.";
    expect(observed(text)).toEqual([]);
  });

  it("invents no number, whatever the text is", () => {
    const words =
      'pekerja nelayan Kota Tegal Rp 12.000 3,5 persen juta dari terlindungi . , tahun 2025 sekitar lebih Kabupaten Pati dua belas bulan " (10/10) per - % /'.split(
        " ",
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => {
        const text = parts.join(" ");
        for (const { table, cells, evidence } of read(text)) {
          for (const { start, end, quote } of evidence) expect(text.slice(start, end) === quote).toBe(true);
          if (table !== "observations" || cells.value === "") continue;
          const stated = evidence.flatMap(({ quote }) => rangedNumbers(quote).map(({ value }) => value));
          expect(stated.includes(cells.value ?? "")).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
