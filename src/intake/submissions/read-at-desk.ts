import type { DataSource } from "typeorm";
import { badUserInput } from "../../errors.js";
import { describeFault } from "../../files/fault.js";
import type { Answers, Finding, Question } from "../../transfer/propose/question.js";
import { candidate, type ArithmeticCheck, type Candidate } from "../candidate.js";
import { ArticleReader } from "../articles/read-article.js";
import { slugOf } from "../articles/rules/evidence.js";
import { sourceRow } from "../articles/source-row.js";
import { articleOf } from "../articles/text/open-article.js";
import { readVocabulary, type Vocabulary } from "../vocabulary.js";
import { requireDocument } from "./caller.js";
import { examineRows, type ExaminedRow } from "./examine-rows.js";
import { mappedRows, proposalFor } from "./read-file.js";
import { readSent } from "./sent-rows.js";
import type { SubmissionTable } from "./submission.args.js";

/** What was dropped on the desk. */
export type Dropped =
  | { kind: "article" | "page"; name: string; content: string }
  | { kind: "csv"; name: string; content: string; table: SubmissionTable }
  | { kind: "file"; name: string; base64: string; answers: Answers };

/** What the desk shows of it. */
export interface DeskReading {
  title: string;
  /** The text that places of evidence count in; null for files of rows. */
  document: string | null;
  rows: readonly ExaminedRow[];
  checks: readonly ArithmeticCheck[];
  /** What a file leaves open; without answers it has no rows. */
  questions: readonly Question[];
  /** What a file says plainly. */
  findings: readonly Finding[];
  /** What of a file was not read: cells at fault, and rows that its mapping skips. */
  unread: readonly string[];
}

const NOTHING_ASKED = { questions: [], findings: [], unread: [] } as const;

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
  if (dropped.kind === "file") return readFile(dataSource, dataFolder, dropped);
  if (dropped.kind === "csv") {
    const sent = await readSent({ tables: [{ table: dropped.table, csv: dropped.content }] });
    const candidates = sent.map(({ table, cells }) => candidate(table, cells, []));
    const rows = await examineRows(dataSource, dataFolder, candidates);
    return { title: dropped.name, document: null, rows, checks: [], ...NOTHING_ASKED };
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
  return {
    ...{ title: article.title ?? dropped.name, document, rows, checks: reading.checks },
    ...NOTHING_ASKED,
  };
}

// A file of the world is read by a mapping, which is proposed from what it says and from answers to what it does not.
async function readFile(
  dataSource: DataSource,
  dataFolder: string,
  { name, base64, answers }: Dropped & { kind: "file" },
): Promise<DeskReading> {
  const file = { name, bytes: Buffer.from(base64, "base64") };
  const { mapping, questions, findings } = await proposalFor(dataSource, file, answers);
  const about = { title: name, document: null, checks: [], questions, findings };
  if (mapping === null) return { ...about, rows: [], unread: [] };
  const { rows: mapped, unread, leftOut } = await mappedRows(dataSource, dataFolder, file, mapping);
  const candidates = mapped.map(({ table, cells }) => candidate(table as Candidate["table"], cells, []));
  return {
    ...about,
    rows: await examineRows(dataSource, dataFolder, candidates),
    unread: [...unread.map(describeFault), ...leftOut.map(({ rule, count }) => `${count} × ${rule}`)],
  };
}

async function readingOf(dataFolder: string): Promise<Reading> {
  const known = readings.get(dataFolder);
  if (known) return known;
  const vocabulary = await readVocabulary(dataFolder);
  const reading = { vocabulary, reader: new ArticleReader(vocabulary) };
  readings.set(dataFolder, reading);
  return reading;
}

function readable({ kind, content }: Dropped & { kind: "article" | "page" }): ReturnType<typeof articleOf> {
  try {
    return articleOf(content, { isHtml: kind === "page" });
  } catch (error) {
    throw badUserInput((error as Error).message);
  }
}
