import type { DataSource } from "typeorm";
import { badUserInput } from "../../errors.js";
import { candidate, type ArithmeticCheck, type Candidate } from "../candidate.js";
import { ArticleReader } from "../articles/read-article.js";
import { slugOf } from "../articles/rules/evidence.js";
import { sourceRow } from "../articles/source-row.js";
import { articleOf } from "../articles/text/open-article.js";
import { readVocabulary, type Vocabulary } from "../vocabulary.js";
import { requireDocument } from "./caller.js";
import { examineRows, type ExaminedRow } from "./examine-rows.js";
import { readSent } from "./sent-rows.js";
import type { SubmissionTable } from "./submission.args.js";

/** What was dropped on the desk. */
export type Dropped =
  | { kind: "article" | "page"; name: string; content: string }
  | { kind: "csv"; name: string; content: string; table: SubmissionTable };

/** What the desk shows of it. */
export interface DeskReading {
  title: string;
  /** The text that places of evidence count in; null for files of rows. */
  document: string | null;
  rows: readonly ExaminedRow[];
  checks: readonly ArithmeticCheck[];
}

interface Reading {
  vocabulary: Vocabulary;
  reader: ArticleReader;
}

const readings = new Map<string, Reading>();

/** Reads what was dropped on the desk: candidates of an article, or the rows of a file, each with what is known about it. */
export async function readAtDesk(
  dataSource: DataSource,
  dataFolder: string,
  dropped: Dropped,
): Promise<DeskReading> {
  if (dropped.kind === "csv") {
    const sent = await readSent({ tables: [{ table: dropped.table, csv: dropped.content }] });
    const rows = sent.map(({ table, cells }) => candidate(table, cells, []));
    return {
      title: dropped.name,
      document: null,
      rows: await examineRows(dataSource, dataFolder, rows),
      checks: [],
    };
  }
  const { vocabulary, reader } = await readingOf(dataFolder);
  const article = readable(dropped);
  const document = requireDocument(article.text);
  const sourceId = slugOf(dropped.name.replace(/\.\w+$/, "")) || "article";
  const reading = reader.read(article, sourceId);
  const isKnown = vocabulary.sources.has(sourceId);
  const candidates: Candidate[] = [
    ...(isKnown ? [] : [candidate("sources", sourceRow(reading), [])]),
    ...reading.candidates,
  ];
  const rows = await examineRows(dataSource, dataFolder, candidates);
  return { title: article.title ?? dropped.name, document, rows, checks: reading.checks };
}

async function readingOf(dataFolder: string): Promise<Reading> {
  const known = readings.get(dataFolder);
  if (known) return known;
  const vocabulary = await readVocabulary(dataFolder);
  const reading = { vocabulary, reader: new ArticleReader(vocabulary) };
  readings.set(dataFolder, reading);
  return reading;
}

function readable({ kind, content }: Dropped): ReturnType<typeof articleOf> {
  try {
    return articleOf(content, { isHtml: kind === "page" });
  } catch (error) {
    throw badUserInput((error as Error).message);
  }
}
