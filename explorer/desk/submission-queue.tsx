import { useEffect, useState } from "react";
import { useFormat, useWords } from "../shell/language.js";
import { askGraph, examine } from "./ask-desk.js";
import { type Cells, type DeskWork, newWork, type RowEvidence } from "./desk-row.js";

interface Waiting {
  id: string;
  title: string;
  partner: string | null;
  submittedAt: string;
  rowCount: number;
  faultyRows: number;
}

const QUEUE = `query DeskQueue($after: String) {
  submissions(first: 20, after: $after, filter: { state: { eq: WAITING } }, orderBy: [{ field: SUBMITTED_AT }]) {
    pageInfo { hasNextPage endCursor }
    nodes { id title partner submittedAt rowCount faultyRows }
  }
}`;

const ROWS = `query DeskRows($id: String!, $after: String) {
  submissions(first: 1, filter: { id: { eq: $id } }) {
    nodes {
      title note document
      rows(first: 200, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { tableName cells { column value } evidence { start end quote rule } }
      }
    }
  }
}`;

interface PageInfo {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
interface QueueAnswer {
  submissions: PageInfo & { nodes: Waiting[] };
}
interface SentRow {
  tableName: string;
  cells: { column: string; value: string }[];
  evidence: RowEvidence[];
}
interface Sent {
  title: string;
  note: string | null;
  document: string | null;
  rows: PageInfo & { nodes: SentRow[] };
}
interface RowsAnswer {
  submissions: { nodes: Sent[] };
}

/** Puts a submission on the desk, with what is wrong with its rows today and what is stored beside. */
async function openSubmission(id: string): Promise<DeskWork> {
  const sent: SentRow[] = [];
  let about = { title: "", document: null as string | null };
  for (let after: string | null = null, more = true; more;) {
    const answer: RowsAnswer = await askGraph<RowsAnswer>(ROWS, { id, after });
    const found: Sent | undefined = answer.submissions.nodes[0];
    if (!found) break;
    about = {
      title: found.note === null ? found.title : `${found.title}: ${found.note}`,
      document: found.document,
    };
    sent.push(...found.rows.nodes);
    ({ hasNextPage: more, endCursor: after } = found.rows.pageInfo);
  }
  const rows = sent.map(({ tableName: table, cells }) => ({ table, cells: cellsOf(cells) }));
  const examined = await examine(rows);
  return newWork(id, {
    ...about,
    rows: examined.map((row, index) => ({ ...row, evidence: sent[index]?.evidence ?? [] })),
  });
}

const cellsOf = (cells: SentRow["cells"]): Cells =>
  Object.fromEntries(cells.map(({ column, value }) => [column, value]));

interface QueueProps {
  onOpen: (work: Promise<DeskWork>) => void;
}

/** What waits for a review, the oldest first. */
export function SubmissionQueue({ onOpen }: QueueProps) {
  const { desk: words } = useWords();
  const { day, number } = useFormat();
  const [waiting, setWaiting] = useState<Waiting[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const load = async (after: string | null): Promise<void> => {
    try {
      const { nodes, pageInfo } = (await askGraph<QueueAnswer>(QUEUE, { after })).submissions;
      setWaiting((before) => [...(after === null ? [] : (before ?? [])), ...nodes]);
      setNext(pageInfo.hasNextPage ? pageInfo.endCursor : null);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  useEffect(() => void load(null), []);
  return (
    <section className="section" aria-labelledby="desk-queue">
      <h2 id="desk-queue">{words.queue}</h2>
      {fault !== null && <p role="alert">{fault}</p>}
      {waiting?.length === 0 && <p className="muted">{words.queueEmpty}</p>}
      <ul className="desk-queue">
        {waiting?.map(({ id, title, partner, submittedAt, rowCount, faultyRows }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => {
                onOpen(openSubmission(id));
              }}
            >
              {title}
            </button>{" "}
            <span className="muted">
              {partner ?? words.operator} · {day(submittedAt.slice(0, 10))} · {words.rows(number(rowCount))}
              {faultyRows > 0 && ` · ${words.faulty(number(faultyRows))}`}
            </span>
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" onClick={() => void load(next)}>
          {words.more}
        </button>
      )}
    </section>
  );
}
