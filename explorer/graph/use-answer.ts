import { useEffect, useState } from "react";
import { ask } from "./ask.js";
import type { PageOperation } from "./operations.js";

export interface Answer<T> {
  data: T | null;
  error: string | null;
}

const answers = new Map<string, Promise<unknown>>();
const MOST_ANSWERS = 50;

/** The answer of an operation, kept for as long as the page is open; null as variables asks nothing. */
export function useAnswer<T, V extends object>(
  operation: PageOperation<T, V>,
  variables: V | null,
): Answer<T> {
  const key = variables && `${operation.name} ${JSON.stringify(variables)}`;
  const [answer, setAnswer] = useState<Answer<T> & { key: string | null }>(nothing(key));

  useEffect(() => {
    if (key === null || variables === null) return;
    let isCurrent = true;
    const show = (part: Partial<Answer<T>>): void => {
      if (isCurrent) setAnswer({ data: null, error: null, ...part, key });
    };
    cached<T>(key, () => ask(operation.document, variables)).then(
      (data) => {
        show({ data });
      },
      (error: unknown) => {
        answers.delete(key);
        show({ error: (error as Error).message });
      },
    );
    return () => {
      isCurrent = false;
    };
    // The key says all of the operation and its variables.
  }, [key]);

  return answer.key === key ? answer : nothing(key);
}

const nothing = (key: string | null): { data: null; error: null; key: string | null } => ({
  data: null,
  error: null,
  key,
});

function cached<T>(key: string, read: () => Promise<T>): Promise<T> {
  const known = answers.get(key) as Promise<T> | undefined;
  if (known) return known;
  const oldest = answers.size >= MOST_ANSWERS ? answers.keys().next().value : undefined;
  if (oldest !== undefined) answers.delete(oldest);
  const answer = read();
  answers.set(key, answer);
  return answer;
}
