import { runOperation } from "../graph/ask.js";
import { takeKey, withKey } from "../graph/key.js";
import type { Cells, DeskWork, ExaminedRow } from "./desk-row.js";

const STORED = "cakupan:desk-key";

/** Takes the key that was typed into this tab before, if any. */
export function recallKey(): void {
  takeKey(sessionStorage.getItem(STORED) ?? "");
}

/** Keeps a key until the tab is closed; forgets it when it is empty. */
export function keepKey(key: string): void {
  takeKey(key);
  if (key.trim() === "") sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, key.trim());
}

export interface DeskSession {
  mayReview: boolean;
  partner: string | null;
  isLocal: boolean;
  reason: string | null;
}

/** Something that a file leaves open. */
export interface Question {
  id: string;
  text: string;
  why: string | null;
  choices: { value: string; label: string }[];
  suggestion: string | null;
  isOpen: boolean;
}

export type Answers = Readonly<Record<string, string>>;

export interface Reading {
  title: string;
  document: string | null;
  rows: ExaminedRow[];
  questions: Question[];
  findings: { what: string; from: string }[];
  unread: string[];
}

const answerOf = async <T>(response: Response): Promise<T> => {
  const answer = (await response.json()) as T & { errors?: { message: string }[] };
  if (!response.ok) throw new Error(answer.errors?.[0]?.message ?? String(response.status));
  return answer;
};

const post = async <T>(task: string, body: object): Promise<T> =>
  answerOf<T>(
    await fetch(`/desk/${task}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...withKey() },
      body: JSON.stringify(body),
    }),
  );

export const fetchSession = async (): Promise<DeskSession> =>
  answerOf<DeskSession>(await fetch("/desk/session", { headers: withKey() }));

/** What the server reads of a file: an article, a page, rows of a table as CSV, or a file of the world, by answers. */
export async function readFile(file: File, table: string, answers: Answers): Promise<Reading> {
  const name = file.name.slice(0, 200);
  if (table === "" && /\.(?:xlsx|csv|tsv)$/i.test(name))
    return post("read", { kind: "file", name, base64: await base64Of(file), answers });
  const content = await file.text();
  if (/\.csv$/i.test(name)) return post("read", { kind: "csv", name, content, table });
  return post("read", { kind: /\.html?$/i.test(name) ? "page" : "article", name, content });
}

async function base64Of(file: File): Promise<string> {
  let text = "";
  for (const byte of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The rows with what is wrong with them now. */
export const examine = async (rows: readonly { table: string; cells: Cells }[]): Promise<ExaminedRow[]> =>
  (
    await post<{ rows: ExaminedRow[] }>("examine", {
      rows: rows.map(({ table, cells }) => ({ table, cells })),
    })
  ).rows;

/** Stores the accepted rows of what was dropped, or decides about the submission; answers with its id. */
export const decide = ({ submission, ...work }: DeskWork, note: string): Promise<string> =>
  submission === null ? accept(work) : review(submission, work.rows, note);

async function accept({
  idempotencyKey,
  title,
  document,
  rows,
}: Omit<DeskWork, "submission">): Promise<string> {
  const accepted = rows.filter(({ decision }) => decision === "accepted");
  const names = [...new Set(accepted.map(({ table }) => table))];
  const ordered = names.flatMap((name) => accepted.filter(({ table }) => table === name));
  const tables = names.map((table) => ({
    table,
    rows: ordered.filter((row) => row.table === table).map(({ cells }) => cells),
  }));
  const evidence = ordered.flatMap((row, index) =>
    row.evidence.map(({ start, end, quote, rule }) => ({ row: index + 1, start, end, quote, rule })),
  );
  const body = { idempotencyKey, title: title.slice(0, 200), tables, document, evidence };
  return (await post<{ id: string }>("accept", body)).id;
}

const REVIEW = `mutation DeskReview($input: ReviewSubmissionInput!) { reviewSubmission(input: $input) { id state } }`;

async function review(id: string, rows: DeskWork["rows"], note: string): Promise<string> {
  const accepted = rows.filter(({ decision }) => decision === "accepted");
  const decision = accepted.length === 0 ? "REFUSE" : "ACCEPT";
  const decided = rows
    .filter((row) => row.decision !== "accepted" || row.isCorrected)
    .map(({ place, decision, cells }) =>
      decision === "accepted" ? { place, decision: "ACCEPT", cells } : { place, decision: "REFUSE" },
    );
  const input = { id, decision, note, ...(decision === "ACCEPT" ? { rows: decided } : {}) };
  await askGraph(REVIEW, { input });
  return id;
}

/** Asks the graph with the key of the desk; throws the first error. */
export async function askGraph<T>(query: string, variables: object): Promise<T> {
  const { data, errors } = (await runOperation({ query, variables }, withKey())) as {
    data?: T | null;
    errors?: { message: string }[];
  };
  if (!data || errors?.[0]) throw new Error(errors?.[0]?.message ?? "The answer has no data");
  return data;
}
