import type { FormattedExecutionResult } from "graphql";
import { jsonInTurns } from "./json-in-turns.js";

class WrittenData {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static textOf(data: object): string | undefined {
    return #text in data ? data.#text : undefined;
  }

  toJSON(): unknown {
    return JSON.parse(this.#text) as unknown;
  }
}

/** Data that is already serialized as `text`; `JSON.stringify` writes its contents. */
export const writtenData = (text: string): Record<string, unknown> => new WrittenData(text) as never;

/** The text of data made by `writtenData`; undefined for other data. */
export const textOf = (data: object): string | undefined => WrittenData.textOf(data);

/** An answer as JSON, as it is sent. */
export async function answerText(answer: FormattedExecutionResult): Promise<string> {
  let text = "";
  for (const [name, value] of Object.entries(answer) as [string, unknown][]) {
    if (value === undefined) continue;
    const written = typeof value === "object" && value !== null ? textOf(value) : undefined;
    // Not joined, which would copy the text of the data.
    text += `${text === "" ? "{" : ","}${JSON.stringify(name)}:${written ?? (await jsonInTurns(value))}`;
  }
  return `${text === "" ? "{" : text}}\n`;
}
