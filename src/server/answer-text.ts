import type { FormattedExecutionResult } from "graphql";
import { jsonInTurns } from "./json-in-turns.js";

const texts = new WeakMap<object, string>();

/** Data whose whole answer has been written already; whoever looks into it by JSON finds what it holds. */
export function writtenData(text: string): Record<string, unknown> {
  const data = { toJSON: (): unknown => (JSON.parse(text) as FormattedExecutionResult).data };
  texts.set(data, text);
  return data;
}

/** The text of an answer, as it is sent. */
export const answerText = async (answer: FormattedExecutionResult): Promise<string> =>
  (answer.data && texts.get(answer.data)) ?? `${await jsonInTurns(answer)}\n`;
