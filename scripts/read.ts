import "reflect-metadata";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError, readConfig, type Config } from "../src/config.js";
import { connect } from "../src/database/connect.js";
import { modelCandidates } from "../src/intake/articles/model.js";
import { ArticleReader, type Reading } from "../src/intake/articles/read-article.js";
import { slugOf } from "../src/intake/articles/rules/evidence.js";
import { showReading } from "../src/intake/articles/show-reading.js";
import { articleOf } from "../src/intake/articles/text/open-article.js";
import { sourceRow } from "../src/intake/articles/source-row.js";
import { withRivals } from "../src/intake/rivals.js";
import { readVocabulary, type Vocabulary } from "../src/intake/vocabulary.js";
import { writeCandidates } from "../src/intake/write-candidates.js";
import { createLogger } from "../src/server/logger.js";
import { requireCurrent } from "../src/server/migrations.js";
import { partialDate } from "../src/time/partial-date.js";
import { readTemplate } from "../src/transfer/package/descriptor.js";

const USAGE = `npm run read -- ARTICLE.txt|.html [options]

Reads an Indonesian news text and proposes observations, cohorts, awards, regulations and initiatives, each with the words
that it rests on. Nothing is stored.

  --source-id ID       the source of the article (default: made of the file's name)
  --published-on DATE  when it was published: YYYY, YYYY-MM or YYYY-MM-DD (default: the source's, the page's, or the text's)
  --json               the candidates as JSON (the default)
  --text               the candidates as text to read
  --out FOLDER         also write them as a data package for review, which npm run import accepts
  --no-rivals          do not look up in the database what is stored about the same things

Exit status: 0 read, 1 not readable, 2 wrong usage.`;

class UsageError extends Error {}

interface Options {
  path: string;
  sourceId: string;
  publishedOn: string | undefined;
  isText: boolean;
  out: string | undefined;
  rivals: boolean;
}

function readOptions(): Options {
  const { values, positionals } = parse();
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError("Name exactly one article.");
  if (values.json && values.text) throw new UsageError("Name --json or --text, not both.");
  const publishedOn = values["published-on"];
  if (publishedOn !== undefined && partialDate(publishedOn)?.from == null)
    throw new UsageError(`--published-on takes YYYY, YYYY-MM or YYYY-MM-DD, not "${publishedOn}".`);
  const sourceId = values["source-id"] ?? slugOf(basename(path, extname(path)));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(sourceId))
    throw new UsageError("--source-id takes small letters and digits with hyphens between.");
  return { path, sourceId, publishedOn, isText: values.text, out: values.out, rivals: !values["no-rivals"] };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        "source-id": { type: "string" },
        "published-on": { type: "string" },
        json: { type: "boolean", default: false },
        text: { type: "boolean", default: false },
        out: { type: "string" },
        "no-rivals": { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function readFileOf(
  { path, sourceId, publishedOn }: Options,
  vocabulary: Vocabulary,
): Promise<Reading> {
  const isHtml = [".html", ".htm"].includes(extname(path).toLowerCase());
  const bytes = await readFile(path);
  const article = articleOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes), { isHtml });
  const stored = vocabulary.sources.get(sourceId);
  return new ArticleReader(vocabulary).read(
    {
      ...article,
      publishedOn: publishedOn ?? given(stored?.publishedOn) ?? article.publishedOn,
      publisher: article.publisher ?? given(stored?.publisher),
    },
    sourceId,
  );
}

const given = (cell = ""): string | null => (cell === "" ? null : cell);

async function withModel(reading: Reading, { modelUrl }: Config, vocabulary: Vocabulary): Promise<Reading> {
  if (modelUrl === null) return reading;
  const { candidates, refused } = await modelCandidates(
    { url: modelUrl, timeoutMs: 60_000 },
    reading,
    vocabulary,
  );
  const counts = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
  console.error(`Note: the model added ${candidates.length}; refused: ${counts.join(", ") || "none"}.`);
  return { ...reading, candidates: [...reading.candidates, ...candidates] };
}

async function withStored(reading: Reading, { database }: Config): Promise<Reading> {
  const file = /^sqlite:(.+)$/.exec(database.url)?.[1];
  if (file !== undefined && !existsSync(file)) return unlooked(reading, `there is no ${file}`);
  // Imported only now, because it reads the configuration when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const dataSource = createDataSource(database);
  try {
    await connect(dataSource, { ...database, waitSeconds: 0 }, createLogger({ logLevel: "silent" }));
    await requireCurrent(dataSource);
    return { ...reading, candidates: await withRivals(dataSource.manager, reading.candidates) };
  } catch (error) {
    return unlooked(reading, (error as Error).message);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

function unlooked(reading: Reading, reason: string): Reading {
  console.error(`Note: stored rivals were not looked up: ${reason}`);
  return reading;
}

async function main(): Promise<void> {
  const options = readOptions();
  const config = readConfig();
  const vocabulary = await readVocabulary(config.dataFolder);
  let reading = await withModel(await readFileOf(options, vocabulary), config, vocabulary);
  if (options.rivals) reading = await withStored(reading, config);
  const { article, ...rest } = reading;
  process.stdout.write(
    options.isText ? showReading(reading) : `${JSON.stringify({ ...rest, text: article.text }, null, 2)}\n`,
  );
  if (options.out === undefined) return;
  const template = await readTemplate(config.dataFolder);
  const source = vocabulary.sources.has(options.sourceId) ? null : sourceRow(reading);
  const written = await writeCandidates(
    options.out,
    template,
    reading.candidates,
    source,
    showReading(reading),
  );
  const tables = written.tables.map(({ table, rows }) => `${table} ${rows}`);
  console.error(
    `Written to ${options.out}: ${tables.join(", ") || "no rows"}; left out: ${written.leftOut.length}.`,
  );
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) console.error(`${message}\n\n${USAGE}`);
  else console.error(error instanceof ConfigError ? message : `The article was not read: ${message}`);
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
});
