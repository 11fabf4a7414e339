import type { FormattedExecutionResult } from "graphql";
import { jsonInTurns } from "./json-in-turns.js";

const texts = new WeakMap<object, string>();

/** Data that is already serialized as `text`; `JSON.stringify` writes its contents. */
export function writtenData(text: string): Record<string, unknown> {
  const data = { toJSON: (): unknown => JSON.parse(text) as unknown };
  texts.set(data, text);
  return data;
}

/** The text of data made by `writtenData`; undefined for other data. */
export const textOf = (data: object): string | undefined => texts.get(data);

/** An answer as JSON, as it is sent. */
export async function answerText(answer: FormattedExecutionResult): Promise<string> {
  const members: string[] = [];
  for (const [name, value] of Object.entries(answer) as [string, unknown][]) {
    if (value === undefined) continue;
    const written = typeof value === "object" && value !== null ? textOf(value) : undefined;
    members.push(`${JSON.stringify(name)}:${written ?? (await jsonInTurns(value))}`);
  }
  return `{${members.join(",")}}\n`;
}
