import { createInterface } from "node:readline/promises";
import { writeFile } from "node:fs/promises";
import type { DataSource } from "typeorm";
import { openGrids } from "../src/files/read/open-input.js";
import type { Mapping } from "../src/transfer/mapping/mapping.js";
import type { VocabularyReader } from "./vocabulary-reader.js";
import { keepMapping, keptMappings, mappingText } from "../src/transfer/propose/kept-mappings.js";
import { proposeMapping, type Proposal } from "../src/transfer/propose/propose-mapping.js";
import type { Answers, Question } from "../src/transfer/propose/question.js";
import type { Resource } from "../src/transfer/package/descriptor.js";
import { templateMapping } from "../src/transfer/template/template-mapping.js";
import { recognise } from "../src/transfer/propose/recognise.js";

/** What a proposal needs from the command line. */
export interface ProposeOptions {
  path: string;
  answers: Answers;
  delimiter: string | undefined;
  mappingsFolder: string;
  /** Where the mapping is written; by default into the folder of mappings. */
  out: string | undefined;
}

/** The exit status when questions are open. */
export const QUESTIONS_OPEN = 3;

/** Proposes a mapping, asks what is unsure, and keeps it; null when questions remain. */
export async function propose(
  readVocabulary: VocabularyReader,
  options: ProposeOptions,
): Promise<Mapping | null> {
  const { path, mappingsFolder, out } = options;
  const grids = await openGrids(path, options.delimiter);
  const vocabulary = await readVocabulary();
  const kept = await keptMappings(mappingsFolder, warnOfMapping);
  const known = recognise(grids, kept, vocabulary);
  const before = known.kind === "known" ? kept.find(({ name }) => name === known.name) : undefined;
  if (before)
    console.log(`The file is like those of ${before.name}, whose answers hold unless others are given.`);
  const proposal = await answered(
    (answers) => proposeMapping(grids, vocabulary, answers),
    { ...before?.mapping.proposed?.answers, ...options.answers },
    path,
    true,
  );
  if (!proposal.mapping) return null;
  const place = out ?? (await keepMapping(mappingsFolder, path, proposal.mapping, before?.name ?? null));
  if (out !== undefined) await writeFile(out, mappingText(proposal.mapping));
  console.log(`The mapping is written to ${place}.`);
  return proposal.mapping;
}

/** Finds the kept mapping for a file; undefined when none is kept for its kind, null when questions about it remain. */
export async function findMapping(
  { dataSource, readVocabulary }: { dataSource: DataSource; readVocabulary: VocabularyReader },
  options: Omit<ProposeOptions, "out">,
  resources: readonly Resource[],
): Promise<Mapping | null | undefined> {
  const kept = await keptMappings(options.mappingsFolder, warnOfMapping);
  const isWorkbook = /\.xlsx$/i.test(options.path);
  if (kept.length === 0 && !isWorkbook) return undefined;
  const grids = await openGrids(options.path, options.delimiter);
  const template = await templateMapping(dataSource, grids, resources);
  if (template) return template;
  const vocabulary = await readVocabulary();
  const found = recognise(grids, kept, vocabulary, options.answers);
  if (found.kind === "unknown") return undefined;
  if (found.kind === "ambiguous") {
    console.error(
      `Several mappings are for files of this kind: ${found.names.join(", ")}. Name one with --map.`,
    );
    process.exitCode = QUESTIONS_OPEN;
    return null;
  }
  console.log(
    found.isAsKept
      ? `Mapping: ${found.name}.`
      : `Mapping: ${found.name}, made anew for the periods of this file with the answers of then.`,
  );
  const again = (answers: Answers): Proposal => {
    const next = recognise(grids, kept, vocabulary, answers);
    return next.kind === "known" ? next.proposal : found.proposal;
  };
  if (found.proposal.questions.length === 0) return found.proposal.mapping;
  return (await answered(again, options.answers, options.path, false)).mapping;
}

/** Asks for a yes on the terminal. */
export async function agreed(text: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${text} [y/N] `);
  terminal.close();
  return /^(?:y|yes|ya)$/i.test(answer.trim());
}

const warnOfMapping = (name: string, reason: string): void => {
  console.error(`Note: ${name} is not looked at: ${reason}`);
};

/** Asks the open questions of a proposal on a terminal; elsewhere it lists them. */
async function answered(
  proposalOf: (answers: Answers) => Proposal,
  given: Answers,
  path: string,
  showsFindings: boolean,
): Promise<Proposal> {
  let answers = given;
  let proposal = proposalOf(answers);
  if (showsFindings) printFindings(proposal);
  if (!proposal.layout) {
    console.error("No table was found: a header with rows of figures below it.");
    process.exitCode = 1;
    return proposal;
  }
  if (process.stdin.isTTY && process.stdout.isTTY) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      for (let [question] = proposal.questions; question; [question] = proposal.questions) {
        answers = { ...answers, [question.id]: await askOne(terminal.question.bind(terminal), question) };
        proposal = proposalOf(answers);
      }
    } finally {
      terminal.close();
    }
  }
  if (proposal.questions.length > 0) {
    printQuestions(proposal.questions, path);
    process.exitCode = QUESTIONS_OPEN;
  }
  return proposal;
}

function printFindings({ findings }: Proposal): void {
  console.log("Found:");
  for (const { what, from } of findings) console.log(`  ${what} (${from})`);
}

const CHOICES_SHOWN = 8;

function printQuestions(questions: readonly Question[], path: string): void {
  console.error(`${questions.length} question(s) are open. Answer each with --answer:`);
  for (const question of questions) {
    console.error(`\n${describeQuestion(question)}`);
    for (const line of choiceLines(question)) console.error(`    ${line}`);
  }
  const flags = questions.map(({ id, suggestion }) => `--answer ${shellWord(`${id}=${suggestion ?? "…"}`)}`);
  console.error(`\nnpm run import -- ${shellWord(path)} --propose ${flags.join(" ")}`);
}

const describeQuestion = ({ id, text, why }: Question): string =>
  `  ${id}: ${text}${why === null ? "" : ` (${why})`}`;

function choiceLines({ choices, suggestion }: Question): string[] {
  const shown = choices.slice(0, CHOICES_SHOWN);
  const suggested = choices.find(({ value }) => value === suggestion);
  const all = suggested && !shown.includes(suggested) ? [suggested, ...shown] : shown;
  const lines = all.map(
    ({ value, label }) =>
      `${value}${label === "" ? "" : `  ${label}`}${value === suggestion ? "  (likely)" : ""}`,
  );
  if (suggestion !== null && !suggested) lines.push(`${suggestion}  (likely)`);
  if (choices.length > shown.length) lines.push(`… and ${choices.length - shown.length} more`);
  return lines;
}

const shellWord = (text: string): string =>
  /^[\w./=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

async function askOne(ask: (query: string) => Promise<string>, question: Question): Promise<string> {
  const { choices, suggestion, isOpen } = question;
  const shown = choices.slice(0, CHOICES_SHOWN);
  console.log(
    `\n${describeQuestion(question)
      .trim()
      .replace(/^[\w-]+: /, "")}`,
  );
  for (const [index, { value, label }] of shown.entries())
    console.log(`  ${index + 1}. ${label === "" ? value : `${label} [${value}]`}`);
  if (choices.length > shown.length)
    console.log(`  … and ${choices.length - shown.length} more, by their codes`);
  for (;;) {
    const answer = (await ask(suggestion === null ? "> " : `[${suggestion}] > `)).trim();
    if (answer === "" && suggestion !== null) return suggestion;
    const numbered = /^\d{1,2}$/.test(answer) ? shown[Number(answer) - 1] : undefined;
    if (numbered) return numbered.value;
    if (
      answer !== "" &&
      (isOpen || choices.some(({ value }) => value.toLowerCase() === answer.toLowerCase()))
    )
      return answer;
    console.log("Please choose one of the answers.");
  }
}
